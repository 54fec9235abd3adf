import { invalid } from './errors.ts'

declare const safe: unique symbol

/**
 * A relative artifact path that may reach a store: segments joined by `/`, none of them empty, `.` or `..`, without NUL. Every other
 * character is part of a name, `%` too: a safe path is never decoded. The empty string is the root. Made by {@link parseSafePath} and
 * {@link parseRequestedPath} alone.
 */
export type SafePath = string & { readonly [safe]: true }

/** Longest name of one file or directory, in bytes of UTF-8; a longer one is refused, since file systems refuse it. */
export const SEGMENT_BYTES = 255

/** Layers of percent encoding that {@link decodeFully} opens. */
const DECODE_ROUNDS = 10

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const ESCAPES = /%[0-7][0-9a-f]|(?:%[89a-f][0-9a-f])+/gi
const CONTROL_ESCAPE = /^%(?:[01][0-9a-f]|7f)$/i
/** Characters in more bytes than UTF-8 allows: some decoders read `%c0%ae` as a dot. */
const OVERLONG = /%c[01]%[89ab][0-9a-f]|%e0%[89][0-9a-f]%[89ab][0-9a-f]|%f0%8[0-9a-f](?:%[89ab][0-9a-f]){2}/gi
// eslint-disable-next-line no-control-regex -- URL parsers drop these three
const DROPPED_BY_URL_PARSERS = /[\t\n\r]/g
// eslint-disable-next-line no-control-regex -- the characters that the pattern is about
const CONTROL = /[\u0000-\u001f\u007f]/g
/** A drive with an absolute path, `\\host`, `\x`, `/x`, `file:` and `scheme://`. */
const LEADS_ELSEWHERE = /^(?:[\\/]|[a-z]:[\\/]|file:|[a-z][a-z0-9+.-]*:\/\/)/i

/**
 * Checks a path that is data: names from a disk, a listing, an archive or a bucket, and paths that were already decoded. Nothing is
 * decoded, so `a%20b` stays what it is. `a//b/./c` becomes `a/b/c`, the empty text is the root.
 *
 * Throws INVALID_PARAMETER_VALUE that begins with "Invalid path" for `..` segments (also between backslashes), a leading slash, NUL,
 * lone surrogates, and names over {@link SEGMENT_BYTES}.
 */
export function parseSafePath(text: string): SafePath {
  if (text.startsWith('/') || text.includes('\0') || !text.isWellFormed() || hasParentSegment(text)) throw invalid('Invalid path')
  const segments = text.split('/').filter((segment) => segment !== '' && segment !== '.')
  if (segments.some((segment) => encoder.encode(segment).length > SEGMENT_BYTES)) {
    throw invalid(`Invalid path: a file or directory name may be at most ${SEGMENT_BYTES} bytes long`)
  }
  return segments.join('/') as SafePath
}

/**
 * Checks a path that a client asks for, decoded as its place in the request demands: by {@link decodePath} in an address, by the parser
 * of the query or of JSON elsewhere. It means the file of exactly this name. Beside what {@link parseSafePath} refuses, it refuses texts
 * that another decoder or another system could take for a way out of the root: `..`, absolute paths, drives, `\\host`, `file:` and
 * `scheme://`, also when they appear only after more decoding (`%2e%2e/x`). Names that begin with `c:`, and `#`, `?`,
 * `;`, `%`, TAB and single backslashes inside a name are ordinary.
 */
export function parseRequestedPath(text: string): SafePath {
  const path = parseSafePath(text)
  for (const form of [path, decodeFully(text)]) {
    const seen = form.replace(DROPPED_BY_URL_PARSERS, '').replace(/^(?:\.?\/)+(?=[^/])/, form.startsWith('/') ? '/' : '')
    if (LEADS_ELSEWHERE.test(seen) || hasParentSegment(seen)) throw invalid('Invalid path')
  }
  return path
}

/**
 * Decodes the path of an address exactly once. Bytes that are no UTF-8 become U+FFFD, as in MLflow, and a `%` that begins no escape is
 * a character. With `keepControls` the escapes of control characters stay, in lower case, as in MLflow.
 * Throws INVALID_PARAMETER_VALUE "Invalid path" when overlong UTF-8 hides a `..` segment.
 */
export function decodePath(text: string, { keepControls = false }: { readonly keepControls?: boolean } = {}): string {
  if (text.search(OVERLONG) >= 0 && hasParentSegment(decodeFully(text))) throw invalid('Invalid path')
  return decodeOnce(text, keepControls)
}

function decodeOnce(text: string, keepControls = false): string {
  return text.replace(ESCAPES, (escapes) =>
    keepControls && CONTROL_ESCAPE.test(escapes)
      ? escapes.toLowerCase()
      : decoder.decode(Uint8Array.from(escapes.split('%').slice(1), (pair) => Number.parseInt(pair, 16))),
  )
}

/**
 * The name that MLflow reads in a path: it decodes until nothing is left, drops TAB and line ends, and writes other control characters as
 * escapes. Two names with the same reading are one file for its server, and for its client when it downloads.
 */
export function mlflowReading(path: string): string {
  const decoded = decodeAll(path, (form) => decodeOnce(form)).replace(DROPPED_BY_URL_PARSERS, '')
  return decoded.replace(CONTROL, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

/** Joins paths that were each checked; empty ones vanish. */
export function joinSafePath(...paths: readonly SafePath[]): SafePath {
  return paths.filter((path) => path !== '').join('/') as SafePath
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
 * Opens percent escapes until none is left, overlong UTF-8 too: what a text could become behind decoders that do not know when to stop.
 * For checks only, never for the name itself. Throws INVALID_PARAMETER_VALUE "Invalid path" when that takes more than ten rounds.
 */
export function decodeFully(text: string): string {
  return decodeAll(text, (form) => decodeOnce(form.replace(OVERLONG, overlongCharacter)))
}

function decodeAll(text: string, decode: (form: string) => string): string {
  let decoded = text
  for (let round = 0; round <= DECODE_ROUNDS; round++) {
    const next = decode(decoded)
    if (next === decoded) return decoded
    decoded = next
  }
  throw invalid('Invalid path')
}

function overlongCharacter(escapes: string): string {
  const [first = 0, ...rest] = escapes
    .split('%')
    .slice(1)
    .map((pair) => Number.parseInt(pair, 16))
  return String.fromCodePoint(rest.reduce((code, byte) => (code << 6) | (byte & 0x3f), first & (0x3f >> rest.length)))
}
