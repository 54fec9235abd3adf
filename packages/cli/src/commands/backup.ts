import { type Command, Option } from 'commander'
import type { BackupRequest } from '../moving/backup.ts'
import type { RestoreRequest } from '../moving/restore.ts'
import { localRootsOption } from './options.ts'

interface DatabaseFlag {
  readonly backendStoreUri: string
}

const database = (): Option =>
  new Option('--backend-store-uri <uri>', 'the database: sqlite:///file or postgresql://...')
    .env('MLFLOW_BACKEND_STORE_URI')
    .default('sqlite:///mlflow.db')
const destination = (): Option =>
  new Option('--artifacts-destination <folder>', 'folder of the artifacts that the server proxies')
    .env('MLFLOW_ARTIFACTS_DESTINATION')
    .default('./mlartifacts')

/** Adds `backup`. */
export function addBackupCommand(program: Command): void {
  program
    .command('backup')
    .description('Write a database and its artifacts into one file, also while a server works on them.')
    .requiredOption('--to <file>', 'archive to write: .tar.gz, or .tar.zst for zstd')
    .addOption(database())
    .addOption(destination())
    .addOption(localRootsOption())
    .option('--no-artifacts', 'only the database')
    .option('--json', 'print the report as JSON', false)
    .action(async ({ backendStoreUri: from, ...flags }: DatabaseFlag & Omit<BackupRequest, 'from'>) => {
      const { backup } = await import('../moving/backup.ts')
      await backup({ from, ...flags })
    })
}

/** Adds `restore`. */
export function addRestoreCommand(program: Command): void {
  program
    .command('restore')
    .description('Restore a backup into an empty database and an empty artifact folder. Stop the server first.')
    .argument('<file>', 'archive that `backup` wrote')
    .addOption(database())
    .addOption(destination())
    .addOption(localRootsOption())
    .option('--no-artifacts', 'only the database')
    .option('--no-outside-artifacts', 'leave out the files that were not in the artifacts destination')
    .option('--force', 'delete what is in the database, and write over files', false)
    .option('--json', 'print the report as JSON', false)
    .action(async (file: string, { backendStoreUri: to, ...flags }: DatabaseFlag & Omit<RestoreRequest, 'file' | 'to'>) => {
      const { restore } = await import('../moving/restore.ts')
      await restore({ file, to, ...flags })
    })
}
