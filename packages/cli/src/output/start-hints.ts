import { dirname, join, resolve } from 'node:path'
import { getRun, maskSecrets } from '@tailrace/contract'
import type { RunningServer } from '@tailrace/server'
import { OPERATOR, parseStoreUri } from '@tailrace/store'
import { quoted } from '../doctor/checks.ts'
import { fileStoreRuns } from '../moving/file-store/count-runs.ts'

/** Folders that are named one by one. */
const SHOWN = 5
/** Runs of a file store that are looked for in the database before it counts as imported. */
const SAMPLE = 100

/**
 * What a user should know after the start, a sentence each: folders that artifacts cannot be stored in, folders of experiments that the server may not read, and an MLflow file
 * store beside the database or in the working folder whose runs are not in the database yet.
 */
export async function startHints(server: Pick<RunningServer, 'store' | 'unserved' | 'unwritable'>, storeUri: string): Promise<string[]> {
  return [...(await unwritableHints(server)), ...(await unservedHints(server)), ...(await fileStoreHints(server, storeUri))]
}

/** Folders that artifacts cannot be stored in, a sentence each. */
export async function unwritableHints(server: Pick<RunningServer, 'unwritable'>): Promise<string[]> {
  return (await server.unwritable()).map(({ folder, fault }) => `artifacts cannot be stored in ${folder}: ${fault}`)
}

async function unservedHints(server: Pick<RunningServer, 'unserved'>): Promise<string[]> {
  const all = await server.unserved()
  const hints = all
    .slice(0, SHOWN)
    .map(
      ({ folder, experiments }) =>
        `${experiments} ${experiments === 1 ? 'experiment keeps' : 'experiments keep'} artifacts in ${folder}: start with --local-artifact-roots ${quoted(folder)}`,
    )
  return all.length > SHOWN ? [...hints, `${all.length - SHOWN} more folders of artifacts are not served: see tailrace doctor`] : hints
}

async function fileStoreHints({ store }: Pick<RunningServer, 'store'>, storeUri: string): Promise<string[]> {
  const target = parseStoreUri(storeUri)
  const beside = target.dialect === 'sqlite' ? [dirname(resolve(target.path))] : []
  const hints: string[] = []
  for (const folder of new Set([process.cwd(), ...beside])) {
    const path = join(folder, 'mlruns')
    const ids = await fileStoreRuns(path)
    if (ids.length === 0 || (await knowsAll(store, ids.slice(0, SAMPLE)))) continue
    const shown = folder === process.cwd() ? './mlruns' : path
    const command = `tailrace import ${quoted(shown)} --to ${quoted(maskSecrets(storeUri))}`
    hints.push(`${shown} is an MLflow file store with ${ids.length} ${ids.length === 1 ? 'run' : 'runs'}: ${command}`)
  }
  return hints
}

async function knowsAll(store: RunningServer['store'], ids: readonly string[]): Promise<boolean> {
  for (const run_id of ids) {
    const isKnown = await store
      .as(OPERATOR)
      .call(getRun, { run_id })
      .then(
        () => true,
        () => false,
      )
    if (!isKnown) return false
  }
  return true
}
