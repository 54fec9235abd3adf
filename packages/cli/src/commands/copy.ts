import { type Command, Option } from 'commander'
import type { CopyRequest } from '../moving/copy.ts'
import { localRootsOption } from './options.ts'

type CopyFlags = Omit<CopyRequest, 'from' | 'to' | 'experiments'> & { readonly experiment?: string[] }

/** Adds `copy`. */
export function addCopyCommand(program: Command): void {
  program
    .command('copy')
    .description(
      'Copy experiments, runs, artifacts and models from one tracking URI to another; running it again copies only what is new or changed.',
    )
    .argument('<from>', 'http(s)://..., sqlite:///file or postgresql://...')
    .argument('<to>', 'the same; a database keeps ids and times, a server gives new ids and keeps the old ones in tags')
    .option('--experiment <name...>', 'only these experiments')
    .option('--filter <filter>', 'only runs that it finds, as in `runs search`: "metrics.loss < 0.1 and tags.team = \'a\'"')
    .option('--no-artifacts', 'leave the files where they are')
    .addOption(localRootsOption())
    .option('--no-models', 'leave logged and registered models out')
    .option('--from-artifacts <folder>', 'when FROM is a database: where what its server proxies lies (default: as a server would)')
    .option('--to-artifacts <folder>', 'when TO is a database: the same (default: as a server would)')
    .addOption(
      new Option('--default-artifact-root <location>', 'when TO is a database: where experiments get their artifacts')
        .env('MLFLOW_DEFAULT_ARTIFACT_ROOT')
        .default('mlflow-artifacts:/'),
    )
    .option('--json', 'print the report as JSON', false)
    .action(async (from: string, to: string, { experiment: experiments, ...flags }: CopyFlags) => {
      const { copy } = await import('../moving/copy.ts')
      await copy({ from, to, ...flags, ...(experiments && { experiments }) })
    })
}
