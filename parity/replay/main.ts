import type { Dialect, Places } from '../databases.ts'
import { findPython } from '../reference.ts'
import type { Report } from '../report.ts'
import { startServer, type Kind, type Place, type Server } from '../servers.ts'
import { coverage } from './coverage.ts'
import { Recorder } from './recording.ts'
import { type Outcome, replay } from './replay.ts'
import { GROUPS } from './requests/index.ts'

/** Where MLflow's answers come from: what was recorded, a server that runs beside Tailrace, or such a server whose answers are recorded. */
export type Oracle = 'recorded' | 'live' | 'record'

/** What a replay is run with. */
interface ReplayOptions {
  readonly against: Kind
  readonly oracle: Oracle
  /** Groups by name; all when empty. The coverage is judged only then. */
  readonly groups: readonly string[]
}

/** Sends all requests to Tailrace, and to MLflow unless its answers are recorded, on both databases. */
export async function replayPart(places: Places, report: Report, { against, oracle, groups: only }: ReplayOptions): Promise<void> {
  const found = oracle === 'recorded' ? { python: '' } : findPython('3.17')
  if ('missing' in found) return report.skip('replay', found.missing)
  const groups = only.length > 0 ? GROUPS.filter((group) => only.includes(group.name)) : GROUPS
  const recorder = oracle === 'record' ? new Recorder() : undefined
  const failed = report.failed
  for (const dialect of places.dialects) {
    await using servers = new AsyncDisposableStack()
    const start = async (kind: Kind, place: Place): Promise<Server> => {
      const server = await startServer(kind, place, found.python)
      servers.defer(() => server.stop())
      return server
    }
    const outcomes = await onDialect(dialect, groups, places, report, { against, start, isLive: oracle !== 'recorded', recorder })
    if (outcomes && only.length === 0) coverage(outcomes, report)
  }
  if (recorder && report.failed > failed) console.log('Nothing was recorded: mend what failed first.')
  else recorder?.write(groups)
}

interface Sides {
  readonly against: Kind
  readonly isLive: boolean
  readonly recorder: Recorder | undefined
  start(kind: Kind, place: Place): Promise<Server>
}

async function onDialect(
  dialect: Dialect,
  groups: typeof GROUPS,
  places: Places,
  report: Report,
  { against, isLive, recorder, start }: Sides,
): Promise<Outcome[] | undefined> {
  const wanted: readonly Kind[] = isLive ? [against, 'original'] : [against]
  const made = await Promise.all(wanted.map((kind) => places.fresh(kind, dialect)))
  const missing = made.find((place) => typeof place === 'string')
  if (missing !== undefined) {
    report.skip(`replay ${dialect}`, String(missing))
    return undefined
  }
  // Both settle before the first failure is thrown, so that no server is left running.
  const started = await Promise.allSettled(made.map((place, index) => start(wanted[index] ?? against, place as Place)))
  for (const one of started) if (one.status === 'rejected') throw one.reason
  const [tailrace, live] = started.map((one) => (one.status === 'fulfilled' ? one.value : undefined))
  if (!tailrace) throw new Error('a replay needs a server')
  return replay(groups, { ...(live && { live }), ...(recorder && { recorder }) }, tailrace, dialect, report)
}
