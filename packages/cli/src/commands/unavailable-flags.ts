import { MlflowError } from '@tailrace/contract'
import { type Command, Option } from 'commander'
import { envFlag } from '../settings.ts'

/** Flags of `mlflow server` that choose what Tailrace does not have, with what to do instead. */
const UNAVAILABLE: readonly (readonly [flags: string, advice: string])[] = [
  ['--dev', 'Leave it out. In a clone `npm run dev` serves the sources and restarts on a change; --log-level debug logs every request.'],
  ['--expose-prometheus <folder>', 'Tailrace has no metrics for Prometheus yet. Leave it out; /health and /ready tell whether it works.'],
  [
    '--app-name <name>',
    'Tailrace has no users and no rights yet (such as basic-auth), and whoever reaches the server may do everything. Leave it out, and put a proxy that authenticates in front.',
  ],
  ['--enable-workspaces', 'Tailrace has no workspaces yet: it would show everything to everyone. Leave it out.'],
  ['--workspace-store-uri <uri>', 'Tailrace has no workspaces yet. Leave it out.'],
  ['--read-replica-backend-store-uri <uri>', 'Tailrace reads from the database that it writes to. Leave it out.'],
  ['--trace-archival-config <path>', 'Tailrace does not keep traces yet. Leave it out.'],
  ['--secrets-cache-ttl <seconds>', 'Tailrace has no AI gateway and keeps no secrets. Leave it out.'],
  ['--secrets-cache-max-size <count>', 'Tailrace has no AI gateway and keeps no secrets. Leave it out.'],
]

/**
 * Adds those flags to a command, hidden from its help.
 * @throws MlflowError NOT_IMPLEMENTED, by the option's parser, with the flag and what to do when one is given
 */
export function refuseUnavailableFlags(command: Command): void {
  for (const [flags, advice] of UNAVAILABLE) {
    const option = new Option(flags).hideHelp()
    command.addOption(option)
    command.on(`option:${option.name()}`, () => {
      throw new MlflowError('NOT_IMPLEMENTED', `${option.long} is not available. ${advice}`)
    })
  }
}

/**
 * Refuses the variable that turns workspaces on, unless --disable-workspaces is given.
 * @throws MlflowError NOT_IMPLEMENTED
 */
export function refuseWorkspacesVariable(isDisabled: boolean): void {
  if (isDisabled || !envFlag('MLFLOW_ENABLE_WORKSPACES', false)) return
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    'MLFLOW_ENABLE_WORKSPACES is true, and Tailrace has no workspaces yet: it would show everything to everyone. Unset it, or start with --disable-workspaces.',
  )
}
