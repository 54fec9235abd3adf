import { statSync } from 'node:fs'
import { MlflowError } from '@tailrace/contract'
import type { Command } from 'commander'
import { isTerminal } from '../output/color.ts'
import { printJson } from '../output/json.ts'
import { startProgress } from '../output/progress.ts'
import { note, print } from '../output/text.ts'
import { jsonOption } from './options.ts'

/** Adds `sync`: what runs of the TypeScript SDK logged while their server was away is delivered. */
export function addSyncCommand(program: Command): void {
  program
    .command('sync')
    .description('Upload values that SDK runs could not send while the server was down, from their journals.')
    .option('--journal <folder>', 'where the journals lie (env: TAILRACE_JOURNAL_DIR)')
    .option('--only <uri>', 'only what was meant for this server')
    .option('--to <uri>', 'deliver to this server instead of the one recorded in each journal')
    .option('--force', 'include journals whose process still appears to be running')
    .addOption(jsonOption())
    .action(async ({ journal, only, to, force, json }: { journal?: string; only?: string; to?: string; force?: true; json?: true }) => {
      if (journal !== undefined && !statSync(journal, { throwIfNoEntry: false })?.isDirectory())
        throw new MlflowError('INVALID_PARAMETER_VALUE', `There is no folder ${journal}: name the one where the journals lie.`)
      const { sync } = await import('@tailrace/sdk')
      const progress = startProgress('Delivering', 'items')
      const reports = await sync({
        ...(journal !== undefined && { journal }),
        ...(only !== undefined && { only }),
        ...(to !== undefined && { trackingUri: to }),
        ...(force && { force }),
        retries: 2,
        onProgress: progress.add,
      }).finally(progress.done)
      if (json)
        printJson(reports.map(({ error, ...report }) => ({ ...report, ...(error && { error: `${error.code}: ${error.message}` }) })))
      else {
        for (const { runId, path, delivered, refused, left, error } of reports) {
          print(`${runId ?? path}: ${delivered} delivered, ${refused} refused, ${left} left${error ? ` (${error.message})` : ''}`)
        }
        if (reports.length === 0 && isTerminal()) note('There is nothing to deliver.')
      }
      if (reports.some(({ left, refused, error }) => left > 0 || refused > 0 || error)) process.exitCode = 1
    })
}
