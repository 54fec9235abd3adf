import { BatchWriter, type Trouble } from './batch-writer.ts'
import { createClient } from './client.ts'
import type { ConnectionOptions } from './connection.ts'
import { deliverTo } from './delivery.ts'
import { itemsOf } from './entry.ts'
import { type MlflowError, asMlflowError } from './errors.ts'
import { Journal, journalFolder, leftJournals } from './journal.ts'

/**
 * Which journals to deliver, and how.
 *
 * @example const reports = await sync({ only: 'http://localhost:5000', limit: 60_000 })
 */
export interface SyncOptions extends ConnectionOptions {
  /** Folder of the journals. Default: where runs put them, see TAILRACE_JOURNAL_DIR. */
  journal?: string
  /** Only journals of this server, as their tracking URI names it; all when absent. */
  only?: string
  /** Also journals whose process seems to be running: after a crash of the machine, when numbers of processes have been given anew. */
  force?: boolean
  /** ms after which a journal is left for another time. Default: 10 minutes. */
  limit?: number
  /** Called with the number of metrics, params and tags of each batch that has arrived; the end of a run counts as one. */
  onProgress?: (items: number) => void
  /** Called when a journal is done or left. */
  onJournal?: (report: SyncReport) => void
}

/**
 * Result of one journal.
 *
 * @example const complete = (report: SyncReport) => report.left === 0 && report.refused === 0
 */
export interface SyncReport {
  /** Of its file. */
  readonly path: string
  /** Server that it is for; empty when the file is no journal. */
  readonly trackingUri: string
  /** Absent while its run could not be made. */
  readonly runId?: string
  /** Metrics, params and tags that the server has now. */
  readonly delivered: number
  /** Those that it refused, and that are gone. */
  readonly refused: number
  /** Those that stay in the journal. */
  readonly left: number
  /** Why they stay, or the first refusal. */
  readonly error?: MlflowError
}

/**
 * Delivers what earlier processes logged and could not deliver: `tailrace sync`. The server's address is that of each journal unless
 * `trackingUri` says another; credentials come from the options and the environment. Running it twice, or beside another one, changes nothing.
 *
 * @example
 * for (const { runId, delivered, left } of await sync()) console.log(runId, delivered, left)
 */
export async function sync(options: SyncOptions = {}): Promise<SyncReport[]> {
  const folder = options.journal ?? journalFolder()
  const reports: SyncReport[] = []
  for (const path of folder === undefined ? [] : leftJournals(folder, options.force)) {
    const report = await deliver(path, options)
    if (!report) continue
    reports.push(report)
    options.onJournal?.(report)
  }
  return reports
}

async function deliver(path: string, options: SyncOptions): Promise<SyncReport | undefined> {
  const opened = open(path)
  if (!(opened instanceof Journal)) return opened
  const journal = opened
  const { header } = journal
  if (options.only !== undefined && options.only !== header.tracking_uri) {
    journal.close()
    return undefined
  }
  const target = { runId: journal.runId, create: header.create, journal }
  let refused = 0
  let error: MlflowError | undefined
  const client = createClient({ ...options, trackingUri: options.trackingUri ?? header.tracking_uri })
  const send = deliverTo(client, target)
  const writer = new BatchWriter({
    send: async (batch) => {
      await send(batch)
      options.onProgress?.(batch.items + (batch.end ? 1 : 0))
    },
    flushInterval: 0,
    maxPending: Number.POSITIVE_INFINITY,
    retries: client.http.connection.retries,
    maxRetryDelay: client.http.connection.maxRetryDelay,
    onTrouble: (trouble: Trouble) => {
      if (trouble.lost) refused += itemsOf(trouble.lost)
      error ??= trouble.error
    },
    journal,
  })
  const left = await writer.flush(options.limit ?? 600_000)
  const delivered = writer.delivered - refused
  if (writer.isEmpty) writer.close()
  else writer.abandon()
  const known = { path, trackingUri: header.tracking_uri, delivered, refused, left }
  return { ...known, ...(target.runId !== undefined && { runId: target.runId }), ...(error && (left > 0 || refused > 0) && { error }) }
}

function open(path: string): Journal | SyncReport | undefined {
  try {
    return Journal.open(path)
  } catch (error) {
    // Another one delivered it meanwhile.
    if ((error as { code?: string }).code === 'ENOENT') return undefined
    return { path, trackingUri: '', delivered: 0, refused: 0, left: 0, error: asMlflowError(error) }
  }
}
