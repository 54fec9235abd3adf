import { isTerminal } from '../../output/color.ts'
import { note } from '../../output/text.ts'
import type { Tracking } from '../../tracking.ts'
import type { WireRun } from '../stock-run.ts'
import { type Look, openScreen } from './screen.ts'
import { WakeUps } from './wake-ups.ts'
import { WatchedRun } from './watched-run.ts'

/** How to watch. */
export interface Watching {
  /** Metrics to show; all when there are none. */
  readonly metrics: readonly string[]
  readonly json: boolean
  /** ms between two looks where the server tells of no changes. */
  readonly interval: number
}

type Status = WireRun['info']['status']
const ENDED: ReadonlySet<Status> = new Set<Status>(['FINISHED', 'FAILED', 'KILLED'])

/** Shows a run as it goes on until it ends; answers how it ended. A server that is away for a while is waited for. @throws MlflowError */
export async function watchRun({ client, uri }: Tracking, run_id: string, { metrics, json, interval }: Watching): Promise<Status> {
  const watched = new WatchedRun(client, run_id, metrics)
  const screen = openScreen(json)
  // A database without a server has nobody who tells.
  const wakeUps = new WakeUps(client, run_id, { interval, events: /^https?:/i.test(uri) })
  let status: Status | undefined
  let away = false
  try {
    for (;;) {
      const look = await lookAgain(watched, status !== undefined)
      if (look === undefined && !away && isTerminal(process.stderr)) note('The server does not answer; trying again.')
      away = look === undefined
      if (look && (isTerminal() || look.changed.length > 0 || look.run.info.status !== status)) screen.show(look)
      status = look?.run.info.status ?? status
      if (look && status !== undefined && ENDED.has(status)) return status
      await wakeUps.next()
    }
  } finally {
    wakeUps.close()
  }
}

/** Undefined when the server is away and was there before. */
async function lookAgain(watched: WatchedRun, wasThere: boolean): Promise<Look | undefined> {
  try {
    return await watched.look()
  } catch (error) {
    if (wasThere && (error as { isPassing?: boolean }).isPassing === true) return undefined
    throw error
  }
}
