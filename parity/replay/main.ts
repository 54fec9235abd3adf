import type { Dialect, Places } from '../databases.ts'
import { findPython } from '../reference.ts'
import type { Report } from '../report.ts'
import { startServer, type Kind, type Place, type Server } from '../servers.ts'
import { coverage } from './coverage.ts'
import { replay } from './replay.ts'
import { GROUPS } from './requests/index.ts'

/** Sends all requests to the original and to Tailrace, on both databases. `only` picks groups by name; the coverage is then not judged. */
export async function replayPart(places: Places, report: Report, against: Kind, only: readonly string[]): Promise<void> {
  const found = findPython('3.17')
  if ('missing' in found) return report.skip('replay', found.missing)
  const groups = only.length > 0 ? GROUPS.filter((group) => only.includes(group.name)) : GROUPS
  for (const dialect of places.dialects) {
    const outcomes = await onDialect(dialect, groups, places, report, against, found.python)
    if (outcomes && only.length === 0) coverage(outcomes, report)
  }
}

async function onDialect(dialect: Dialect, groups: typeof GROUPS, places: Places, report: Report, against: Kind, python: string) {
  const [left, right] = await Promise.all([places.fresh('original', dialect), places.fresh(against, dialect)])
  if (typeof left === 'string' || typeof right === 'string') return report.skip(`replay ${dialect}`, String(left))
  await using servers = new AsyncDisposableStack()
  const start = async (kind: Kind, place: Place): Promise<Server> => {
    const server = await startServer(kind, place, python)
    servers.defer(() => server.stop())
    return server
  }
  // Both settle before the first failure is thrown, so that no server is left running.
  const started = await Promise.allSettled([start('original', left), start(against, right)])
  const [original, tailrace] = started.map((one) => (one.status === 'fulfilled' ? one.value : undefined))
  for (const one of started) if (one.status === 'rejected') throw one.reason
  if (!original || !tailrace) throw new Error('a replay has two servers')
  return await replay(groups, original, tailrace, dialect, report)
}
