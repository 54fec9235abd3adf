/** The first member. */
export const MANIFEST = 'manifest.json'
/** The last member: a line a member, as sha256sum writes and checks them. */
export const CHECKSUMS = 'checksums.txt'
/** Folder of the records of an export: JSON lines. */
export const RECORDS = 'records/'
/** Folder of the files of runs and logged models of an export: `files/runs/<id>/<path>`, `files/models/<id>/<path>`. */
export const FILES = 'files/'
/** Folder of the rows of a backup: `tables/<table>/<number>.jsonl`, the first line the names of the columns. */
export const TABLES = 'tables/'
/** Folder of the artifacts of a backup. */
export const ARTIFACTS = 'artifacts/'
/** Folder of the files of a backup that lay elsewhere: `outside/<absolute path without its first slash>`. */
export const OUTSIDE = 'outside/'
/** The same for locations that are relative to the folder in which servers are started. */
export const RELATIVE = 'relative/'

/** The line of a member among the checksums. Names with backslashes and line ends are escaped, and marked by a backslash in front, as sha256sum does. */
export function checksumLine(sum: string, name: string): string {
  const escaped = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `${escaped === name ? '' : '\\'}${sum}  ${escaped}\n`
}

/** Reads a line that {@link checksumLine} wrote, without its end. */
export function parseChecksumLine(line: string): { sum: string; name: string } {
  const isEscaped = line.startsWith('\\')
  const [sum, name] = isEscaped ? [line.slice(1, 65), line.slice(67)] : [line.slice(0, 64), line.slice(66)]
  return { sum, name: isEscaped ? name.replace(/\\([nr\\])/g, (_, char: string) => ({ n: '\n', r: '\r' })[char] ?? char) : name }
}

export const FORMAT = 'tailrace archive'
/** Raised when an older reader would misunderstand what is written. */
export const VERSION = 1

/** What the first member says. */
export interface Manifest {
  readonly format: string
  readonly version: number
  /** `export`: things as the wire shows them; `backup`: the rows of a database and its artifacts. */
  readonly kind: 'export' | 'backup'
  /** When it was begun, ISO 8601 in UTC. */
  readonly created: string
  /** Where from, without a password. */
  readonly from?: string
  /** Of a backup: revision of the schema. */
  readonly revision?: string
}
