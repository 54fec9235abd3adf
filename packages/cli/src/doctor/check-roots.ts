import { type Inspection } from '@tailrace/store'
import { parseList } from '../settings.ts'
import { type Check, fine, quoted } from './checks.ts'

/** Folders that are named one by one. */
const SHOWN = 10

/**
 * Names local folders in which experiments keep artifacts and which a server that is started here, with the environment as it is and on
 * loopback, does not serve. Nothing is wrong with them: a flag of the server may name them.
 * @param destination folder of the proxied artifacts where it was named, else ./mlartifacts
 */
export async function checkRoots(uri: string, { experiments }: Pick<Inspection, 'experiments'>, destination?: string): Promise<Check[]> {
  const { DEFAULT_CONFIG, unservedFolders, withNearbyRoots } = await import('@tailrace/server')
  const { MLFLOW_DEFAULT_ARTIFACT_ROOT: root, TAILRACE_LOCAL_ARTIFACT_ROOTS: roots } = process.env
  const config = withNearbyRoots(uri, {
    ...DEFAULT_CONFIG,
    ...(destination !== undefined && { artifacts_destination: destination }),
    local_artifact_roots: parseList(roots ?? ''),
  })
  const folders = unservedFolders(experiments, config, root || undefined)
  if (folders.length === 0) return [fine('artifact roots', 'a server serves the folders of all experiments')]
  const checks = folders.slice(0, SHOWN).map(({ folder, experiments: count }): Check => {
    const whose = count === 1 ? '1 experiment keeps' : `${count} experiments keep`
    const found = `${whose} artifacts in ${folder}, which a server serves only with a flag that names it`
    return { ...fine('artifact roots', found), mend: `tailrace server --local-artifact-roots ${quoted(folder)}` }
  })
  return folders.length > SHOWN ? [...checks, fine('artifact roots', `and ${folders.length - SHOWN} more folders`)] : checks
}
