import { invalid } from './errors.ts'

declare const safe: unique symbol

/**
 * A relative artifact path that may reach a store: segments joined by `/`, none of them empty, `.` or `..`, no control characters,
 * no percent escape left that another decoder could open. The empty string is the root. Made by {@link parseSafePath} alone.
 */
export type SafePath = string & { readonly [safe]: true }

/** Longest name of one file or directory, in bytes of UTF-8; a longer one is refused, since file systems refuse it. */
export const SEGMENT_BYTES = 255

/** Layers of percent encoding that are opened; honest names have two at most, so more is refused. */
const DECODE_ROUNDS = 10

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const ESCAPES = /%[0-7][0-9a-f]|(?:%[89a-f][0-9a-f])+/gi
const OVERLONG = /%c[01]|%e0%[89]|%f0%8/i
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/
const DRIVE_OR_URI = /^(?:[a-z]:|file:|[a-z][a-z0-9+.-]*:\/\/)/i

/**
 * Parses an artifact path that a client sent, percent-encoded or already decoded: both give the same answer, because decoding is
 * repeated until nothing is left to decode, as the reference does. The stock client needs that: it uploads `my%20dir/f` without
 * escaping the `%` and later lists `my%2520dir`. What remains is checked once and never decoded again. `a//b/./c` becomes `a/b/c`,
 * the empty text is the root.
 *
 * Throws INVALID_PARAMETER_VALUE "Invalid path" for `..` segments (also between backslashes), absolute paths, drive letters,
 * `//host`, `file:` and `scheme://` texts, `#`, control characters, lone surrogates, overlong UTF-8, and names over
 * {@link SEGMENT_BYTES}. `?`, `;`, `%`, `:`, spaces and single backslashes inside a name are ordinary.
 */
export function parseSafePath(text: string): SafePath {
  const decoded = decodeFully(text)
  if (/^[\\/]/.test(decoded) || decoded.includes('#')) throw invalid('Invalid path')
  const segments = decoded.split('/').filter((segment) => segment !== '' && segment !== '.')
  if (segments.some((segment) => encoder.encode(segment).length > SEGMENT_BYTES)) {
    throw invalid(`Invalid path: a file or directory name may be at most ${SEGMENT_BYTES} bytes long`)
  }
  const path = segments.join('/')
  // A leading "./" must not hide what is refused without it.
  if (path.startsWith('\\') || DRIVE_OR_URI.test(path) || hasParentSegment(decoded)) throw invalid('Invalid path')
  return path as SafePath
}

/** Joins paths that were each checked; empty ones vanish. */
export function joinSafePath(...paths: readonly SafePath[]): SafePath {
  return parseSafePath(paths.filter((path) => path !== '').join('/'))
}

/** Last segment of a path, empty for the root. */
export function baseName(path: SafePath): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The path without its last segment; of one segment, the root. */
export function parentPath(path: SafePath): SafePath {
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) as SafePath
}

/** Whether a decoded text holds a `..` segment, reading backslashes as separators too. */
export function hasParentSegment(decoded: string): boolean {
  return decoded.split(/[\\/]/).includes('..')
}

/**
 * Opens percent escapes until none is left. Throws INVALID_PARAMETER_VALUE "Invalid path" when that takes more than ten rounds
 * or shows a control character, a lone surrogate or overlong UTF-8.
 */
export function decodeFully(text: string): string {
  let decoded = text
  for (let round = 0; round <= DECODE_ROUNDS; round++) {
    const next = decoded.replace(ESCAPES, decodeEscapes)
    if (next === decoded) {
      if (CONTROL.test(decoded) || !decoded.isWellFormed()) break
      return decoded
    }
    decoded = next
  }
  throw invalid('Invalid path')
}

/** What is not UTF-8 becomes U+FFFD, as in the reference and in the names that its client makes of a listing. */
function decodeEscapes(escapes: string): string {
  if (OVERLONG.test(escapes)) throw invalid('Invalid path')
  return decoder.decode(Uint8Array.from(escapes.split('%').slice(1), (pair) => Number.parseInt(pair, 16)))
}
