import { type ErrorCode, MlflowError, invalid } from '@tailrace/contract'

/** An error of the artifact storage: clients see the code and the message, the log sees the fault, which may name a path of the server. */
export class StorageFault extends MlflowError {
  /** Class and text of the system's error, such as `EROFS: read-only file system, open '/srv/artifacts/...'`. */
  readonly fault: string

  constructor(code: ErrorCode, message: string, fault: string) {
    super(code, message)
    this.fault = fault
  }
}

/** What may pass without a change at the server's code: a disk that is full, read-only or away. */
const PASSING: Readonly<Record<string, string>> = {
  ENOSPC: 'The artifact storage is full',
  EDQUOT: 'The artifact storage is full: the quota is used up',
  EFBIG: 'The file is larger than the artifact storage allows',
  EROFS: 'The artifact storage is read-only',
  EIO: 'The artifact storage could not be read or written',
  EMFILE: 'The server has too many open files',
  ENFILE: 'The server has too many open files',
  ESTALE: 'The artifact storage was replaced meanwhile',
  ENODEV: 'The artifact storage cannot be reached',
  ENXIO: 'The artifact storage cannot be reached',
  ENOTCONN: 'The artifact storage cannot be reached',
  ETIMEDOUT: 'The artifact storage cannot be reached',
  EHOSTDOWN: 'The artifact storage cannot be reached',
}
const DENIED = new Set(['EACCES', 'EPERM'])
const REFUSED: Readonly<Record<string, string>> = {
  ENAMETOOLONG: 'Invalid path: it is too long',
  ELOOP: 'Invalid path: it leads through a loop of links',
}

/** The `code` of an error of the operating system, such as `ENOENT`. */
export function errno(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Whether the error says that nothing lies at a path. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errno(error) ?? '')
}

/**
 * What to throw for an error of the file system: a refusal or fault whose message names no path of the server, or the error itself if it
 * means nothing known. A folder that may not be written is read-only for this server: 503, as what is read-only for all.
 */
export function storageError(error: unknown, access: 'read' | 'write' = 'read'): unknown {
  const code = errno(error) ?? ''
  const fault = error instanceof Error ? error.message : ''
  if (Object.hasOwn(REFUSED, code)) return invalid(REFUSED[code] ?? '')
  if (Object.hasOwn(PASSING, code)) return new StorageFault('TEMPORARILY_UNAVAILABLE', PASSING[code] ?? '', fault)
  if (!DENIED.has(code)) return error
  const message = 'The server lacks the permission to use its artifact storage'
  return new StorageFault(access === 'write' ? 'TEMPORARILY_UNAVAILABLE' : 'INTERNAL_ERROR', message, fault)
}
