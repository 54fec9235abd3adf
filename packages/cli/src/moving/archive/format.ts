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
