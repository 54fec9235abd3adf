import { maskSecrets } from '@tailrace/contract'
import { accessSync, constants } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Inspection, HEAD_REVISION, inspectStore, parseStoreUri } from '@tailrace/store'
import { checkArtifacts } from './check-artifacts.ts'
import { checkRoots } from './check-roots.ts'
import { type Check, fine, quoted, wrong } from './checks.ts'

/**
 * Looks at a database and at the files of its runs; changes nothing.
 * @param destination folder of the proxied artifacts where it was named, else ./mlartifacts
 */
export async function checkDatabase(uri: string, destination?: string): Promise<Check[]> {
  try {
    return await inspectStore(uri, async (inspection) => [
      fine('database', `${maskSecrets(uri)} can be opened`),
      ...checkPermissions(uri),
      checkSchema(uri, inspection),
      ...checkIndexes(uri, inspection),
      ...checkIntegrity(uri, inspection),
      // Worth knowing before a move; as long as the database stays what it is, nothing is wrong.
      ...inspection.unfit_texts.map((line) => fine('texts', line)),
      ...(inspection.schema.state === 'current'
        ? [...(await checkArtifacts(inspection, destination)), ...(await checkRoots(uri, inspection, destination))]
        : []),
    ])
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [
      wrong('database', reason, `tailrace server --backend-store-uri ${quoted(maskSecrets(uri))}   # makes a new one, or name another`),
    ]
  }
}

/** SQLite writes its journal beside the file. */
function checkPermissions(uri: string): Check[] {
  const target = parseStoreUri(uri)
  if (target.dialect !== 'sqlite') return []
  const path = resolve(target.path)
  for (const [what, mode] of [
    [path, 'rw'],
    [dirname(path), 'rwx'],
  ] as const) {
    try {
      accessSync(what, constants.R_OK | constants.W_OK)
    } catch {
      return [wrong('permissions', `${what} may not be read and written by this user`, `chmod u+${mode} ${quoted(what)}`)]
    }
  }
  return [fine('permissions', 'the file and its folder may be read and written')]
}

function checkSchema(uri: string, { schema }: Inspection): Check {
  const shown = quoted(maskSecrets(uri))
  switch (schema.state) {
    case 'current':
      return fine('schema', `revision ${HEAD_REVISION}`)
    case 'empty':
      return wrong('schema', 'the database is empty', `tailrace db upgrade ${shown}`)
    case 'older':
      return wrong('schema', `revision ${schema.found ?? ''}, but ${HEAD_REVISION} is needed`, `tailrace db upgrade ${shown}`)
    default:
      return wrong('schema', schema.reason ?? '', 'restore a backup, or take the version of Tailrace that made it')
  }
}

function checkIndexes(uri: string, { schema, missing_indexes, missing_own_indexes }: Inspection): Check[] {
  if (schema.state !== 'current') return []
  const checks = missing_indexes.map((statement) =>
    wrong(
      'indexes',
      `${/INDEX "?(\w+)/.exec(statement)?.[1] ?? 'one'} is missing`,
      `run in the database: ${statement.replaceAll(/\s+/g, ' ')};`,
    ),
  )
  if (missing_own_indexes.length > 0) {
    const start = `tailrace server --backend-store-uri ${quoted(maskSecrets(uri))}   # makes them when it starts`
    checks.push(wrong('indexes', `missing: ${missing_own_indexes.join(', ')}`, start))
  }
  return checks.length > 0 ? checks : [fine('indexes', 'all are there')]
}

function checkIntegrity(uri: string, { faults }: Inspection): Check[] {
  const target = parseStoreUri(uri)
  if (target.dialect !== 'sqlite') return []
  if (faults.length === 0) return [fine('integrity', 'SQLite finds no fault')]
  const mend = `sqlite3 ${quoted(target.path)} .recover | sqlite3 ${quoted(`${target.path}.recovered`)}   # or restore a backup`
  return faults.map((fault) => wrong('integrity', fault, mend))
}
