import { invalid, MlflowError } from '@tailrace/contract'

const MEANING: Readonly<Record<string, () => MlflowError>> = {
  ENOSPC: () => new MlflowError('TEMPORARILY_UNAVAILABLE', 'The artifact storage is full'),
  EDQUOT: () => new MlflowError('TEMPORARILY_UNAVAILABLE', 'The artifact storage is full: the quota is used up'),
  EFBIG: () => new MlflowError('TEMPORARILY_UNAVAILABLE', 'The file is larger than the artifact storage allows'),
  EMFILE: () => new MlflowError('TEMPORARILY_UNAVAILABLE', 'The server has too many open files'),
  ENFILE: () => new MlflowError('TEMPORARILY_UNAVAILABLE', 'The server has too many open files'),
  ESTALE: () => new MlflowError('TEMPORARILY_UNAVAILABLE', 'The artifact storage was replaced meanwhile'),
  EACCES: () => new MlflowError('INTERNAL_ERROR', 'The server lacks the permission to use its artifact storage'),
  EPERM: () => new MlflowError('INTERNAL_ERROR', 'The server lacks the permission to use its artifact storage'),
  EROFS: () => new MlflowError('INTERNAL_ERROR', 'The artifact storage is read-only'),
  ENAMETOOLONG: () => invalid('Invalid path: it is too long'),
  ELOOP: () => invalid('Invalid path: it leads through a loop of links'),
}

/** The `code` of an error of the operating system, such as `ENOENT`. */
export function errno(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Whether the error says that nothing lies at a path. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errno(error) ?? '')
}

/** What to throw for an error of the file system: a refusal that names no place of the server, or the error itself if it means nothing known. */
export function storageError(error: unknown): unknown {
  const code = errno(error)
  return code !== undefined && Object.hasOwn(MEANING, code) ? (MEANING[code]?.() ?? error) : error
}
