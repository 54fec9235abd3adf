import { existsSync } from 'node:fs'
import { MlflowError } from '@tailrace/contract'
import { parseStoreUri } from '@tailrace/store'

/** A SQLite file that things are to be read from has to be there: opening would make an empty one. @throws MlflowError when it is not */
export function refuseMissing(uri: string): void {
  if (!/^sqlite/i.test(uri)) return
  const target = parseStoreUri(uri)
  if (target.dialect === 'sqlite' && !existsSync(target.path)) {
    throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `There is no database file ${target.path}: name the one to read.`)
  }
}
