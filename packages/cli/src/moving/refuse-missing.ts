import { existsSync } from 'node:fs'
import { MlflowError } from '@tailrace/contract'
import { parseStoreUri } from '@tailrace/store'

/**
 * Refuses a SQLite file that is not there: opening would make an empty one. `server`, `ui`, `import`, `copy` and `restore` make one.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST
 */
export function refuseMissing(uri: string): void {
  if (!/^sqlite/i.test(uri)) return
  const target = parseStoreUri(uri)
  if (target.dialect === 'sqlite' && !existsSync(target.path)) {
    throw new MlflowError(
      'RESOURCE_DOES_NOT_EXIST',
      `Database file ${target.path} does not exist. Name one that exists, or start a server, which creates it.`,
    )
  }
}
