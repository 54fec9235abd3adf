import { lookup } from 'mime-types'

/** Type of a file whose name says nothing. */
const BINARY = 'application/octet-stream'

/** Extensions and whole names that are shown as text, whatever a MIME table says; in lower case. MLflow's list. */
const TEXT = new Set(
  'txt log err cfg conf cnf cf ini properties prop hocon toml yaml yml xml json js py py3 csv tsv md rst ipynb mlmodel mlproject'.split(
    ' ',
  ),
)

/** Short endings of packed files, spelled out. */
const PACKED = new Map([
  ['.tgz', '.tar.gz'],
  ['.taz', '.tar.gz'],
  ['.tz', '.tar.gz'],
  ['.tbz2', '.tar.bz2'],
  ['.txz', '.tar.xz'],
  ['.svgz', '.svg.gz'],
])

/** Content type of a file by its name, without a charset; case does not matter. */
export function contentType(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1).toLowerCase()
  const dot = base.lastIndexOf('.')
  if (TEXT.has(base.slice(dot + 1))) return dot === 0 ? BINARY : 'text/plain'
  if (dot <= 0) return BINARY
  // A packed file has the type of what is in it, as MLflow says it.
  const [, inner] = /(\.[^.]+)\.(?:gz|z|bz2|xz|br)$/.exec(PACKED.get(base.slice(dot)) ?? base) ?? []
  return lookup(inner ?? base.slice(dot)) || BINARY
}

/**
 * `Content-Disposition` that makes a browser save the file under its name: a plain token, else quoted; names beyond ASCII also as
 * RFC 5987 `filename*`, beside what is left of them in ASCII. Never holds a control character.
 */
export function contentDisposition(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1).replace(/\p{Cc}/gu, '')
  const ascii = base.normalize('NFKD').replace(/[^ -~]/g, '')
  const token = /^[\w!#$%&'*+.^`|~-]+$/.test(ascii)
  const plain = `attachment; filename=${token ? ascii : `"${ascii.replace(/["\\]/g, '\\$&')}"`}`
  return ascii === base ? plain : `${plain}; filename*=UTF-8''${percentEncode(base)}`
}

/** RFC 5987 leaves fewer characters alone than URLs do. */
function percentEncode(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}
