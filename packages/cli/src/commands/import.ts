import { statSync } from 'node:fs'
import { MlflowError } from '@tailrace/contract'
import { type Command, Option } from 'commander'
import type { ImportRequest } from '../moving/import.ts'
import { trackingUri } from '../tracking.ts'
import { localRootsOption } from './options.ts'

/** Adds `import`. */
export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description('Import an MLflow file store (mlruns), or an archive that `export` wrote, with ids and times.')
    .argument('<source>', 'folder or archive')
    .option('--to <uri>', 'where to: sqlite:///file, postgresql://... or http(s)://... (default: the tracking URI)')
    .addOption(
      new Option(
        '--artifacts <what>',
        'keep: leave the files of a folder where they are; copy: bring them along (default: keep for a database, else copy)',
      ).choices(['keep', 'copy']),
    )
    .addOption(
      new Option('--default-artifact-root <location>', 'with copy: where experiments get their artifacts')
        .env('MLFLOW_DEFAULT_ARTIFACT_ROOT')
        .default('mlflow-artifacts:/'),
    )
    .addOption(
      new Option('--artifacts-destination <folder>', 'with copy: where what is proxied through a server lies')
        .env('MLFLOW_ARTIFACTS_DESTINATION')
        .default('./mlartifacts'),
    )
    .addOption(localRootsOption())
    .option('--no-models', 'leave logged and registered models out')
    .option('--strict', 'refuse everything when something cannot be read', false)
    .option('--dry-run', 'read everything and write nothing', false)
    .option('--json', 'print the report as JSON', false)
    .action(async (source: string, { to = trackingUri(), ...flags }: Omit<ImportRequest, 'to'> & { to?: string }) => {
      const { importFrom } = await import('../moving/import.ts')
      await importFrom(source, { ...flags, to })
    })
}

interface MigrateFlags {
  readonly source: string
  readonly target: string
  readonly progress: boolean
}

/** Adds `migrate-filestore`, MLflow's word for the same. */
export function addMigrateCommand(program: Command): void {
  program
    .command('migrate-filestore')
    .description('Import an MLflow file store (mlruns) into a SQLite database; `import` can do more.')
    .requiredOption('--source <folder>', 'the folder that is usually called mlruns')
    .requiredOption('--target <uri>', 'sqlite:///file or postgresql://...')
    .option('--progress', 'show progress', true)
    .option('--no-progress', 'do not')
    .action(async ({ source, target }: MigrateFlags) => {
      if (!statSync(source, { throwIfNoEntry: false })?.isDirectory()) {
        throw new MlflowError('INVALID_PARAMETER_VALUE', `There is no folder ${source}: name the one that is usually called mlruns.`)
      }
      const { importFrom } = await import('../moving/import.ts')
      const files = { defaultArtifactRoot: 'mlflow-artifacts:/', artifactsDestination: './mlartifacts' }
      await importFrom(source, {
        ...files,
        to: target,
        artifacts: 'keep',
        localArtifactRoots: [],
        models: true,
        strict: false,
        dryRun: false,
        json: false,
      })
    })
}
