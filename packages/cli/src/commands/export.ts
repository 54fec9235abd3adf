import type { Command } from 'commander'
import type { ExportRequest } from '../moving/export.ts'
import { localRootsOption } from './options.ts'

type ExportFlags = Omit<ExportRequest, 'from' | 'file' | 'experiments'> & { readonly experiment?: string[] }

/** Adds `export`. */
export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('Write experiments, runs, artifacts and models into one file, which `import` takes in anywhere.')
    .argument('<from>', 'http(s)://..., sqlite:///file or postgresql://...')
    .argument('<file>', 'archive to write: .tar.gz, or .tar.zst for zstd')
    .option('--experiment <name...>', 'only these experiments')
    .option('--filter <filter>', 'only runs that it finds, as in `runs search`')
    .option('--no-artifacts', 'leave the files out')
    .addOption(localRootsOption())
    .option('--no-models', 'leave logged and registered models out')
    .option('--from-artifacts <folder>', 'when FROM is a database: where what its server proxies lies (default: as a server would)')
    .option('--json', 'print the report as JSON', false)
    .action(async (from: string, file: string, { experiment: experiments, ...flags }: ExportFlags) => {
      const { exportTo } = await import('../moving/export.ts')
      await exportTo({ from, file, ...flags, ...(experiments && { experiments }) })
    })
}
