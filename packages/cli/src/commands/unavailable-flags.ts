import { MlflowError } from '@tailrace/contract'
import { type Command, Option } from 'commander'

/** Flags of `mlflow server` that choose what Tailrace does not have, with what to do instead. */
const UNAVAILABLE: readonly (readonly [flags: string, advice: string])[] = [
  ['--dev', 'Leave it out. In a clone `npm run dev` serves the sources and restarts on a change; --log-level debug logs every request.'],
  ['--expose-prometheus <folder>', 'Tailrace has no metrics for Prometheus yet. Leave it out; /health and /ready tell whether it works.'],
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
