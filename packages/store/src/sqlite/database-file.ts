import { statSync } from 'node:fs'
import { StoreFault } from '../store-fault.ts'

/** What tells a file from another one that takes its name. */
export interface FileIdentity {
  readonly dev: bigint
  readonly ino: bigint
}

/** The file that a database was opened from. Another one may take its name while it is open: what is written then is lost with the old one. */
export class DatabaseFile {
  readonly path: string
  readonly identity: FileIdentity | undefined

  /** @param identity that of the file that was opened; by default of the one that is there now */
  constructor(path: string, identity: FileIdentity | undefined = identityOf(path)) {
    this.path = path
    this.identity = identity
  }

  /** Whether the file at the path is the one that was opened. */
  isThere(): boolean {
    const found = identityOf(this.path)
    return found !== undefined && found.ino === this.identity?.ino && found.dev === this.identity.dev
  }

  /** What writes fail with when it is not. */
  gone(): StoreFault {
    return new StoreFault(
      'TEMPORARILY_UNAVAILABLE',
      'The database file was moved, deleted or replaced while the server runs. Nothing is written until it is back or the server is restarted.',
      `The file at ${this.path} is not the one that was opened.`,
    )
  }
}

function identityOf(path: string): FileIdentity | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return { dev, ino }
  } catch {
    return undefined
  }
}
