import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dialect, Places } from './databases.ts'
import { CLIENTS, runPython } from './python.ts'
import { findPython } from './reference.ts'
import { at, differences } from './replay/compare.ts'
import type { Report } from './report.ts'
import { startServer, type Kind, type Place } from './servers.ts'

/** One server's turn on the shared database: what the client does there, and which of its dumps must equal an earlier one. */
interface Turn {
  readonly kind: Kind
  readonly commands: readonly string[]
  /** The dump of this turn, and the dump of the server before that it must equal. */
  readonly equal?: readonly [string, string]
}

/** MLflow creates the database, or Tailrace does; each finds exactly what the other left, and goes on with it. */
function orders(tailrace: Kind): Readonly<Record<string, readonly Turn[]>> {
  return {
    'original first': [
      { kind: 'original', commands: ['write:one', 'dump:a'] },
      { kind: tailrace, commands: ['dump:b', 'write:two', 'dump:c'], equal: ['a', 'b'] },
      { kind: 'original', commands: ['dump:d', 'write:three', 'dump:e'], equal: ['c', 'd'] },
      { kind: tailrace, commands: ['dump:f'], equal: ['e', 'f'] },
    ],
    'tailrace first': [
      { kind: tailrace, commands: ['write:one', 'dump:a'] },
      { kind: 'original', commands: ['dump:b', 'write:two', 'dump:c'], equal: ['a', 'b'] },
      { kind: tailrace, commands: ['dump:d'], equal: ['c', 'd'] },
    ],
  }
}

/** Two servers, one after the other, on one database and one artifact folder: nothing that one wrote looks different through the other. */
export async function twoWayPart(places: Places, report: Report, against: Kind): Promise<void> {
  const found = findPython('3.17')
  if ('missing' in found) return report.skip('two-way', found.missing)
  const all = places.dialects.map(async (dialect) => {
    for (const [order, turns] of Object.entries(orders(against)))
      await take(turns, `two-way ${dialect}, ${order}`, dialect, places, report, found.python)
  })
  await Promise.all(all)
}

async function take(turns: readonly Turn[], name: string, dialect: Dialect, places: Places, report: Report, python: string): Promise<void> {
  const place = await places.fresh('two-way', dialect)
  if (typeof place === 'string') return report.skip(name, place)
  const folder = places.scratch('two-way')
  for (const turn of turns) {
    const wrong = await play(turn, place, folder, python)
    if (wrong !== undefined) return report.fail(`${name}: ${turn.kind} ${turn.commands.join(' ')}`, wrong)
    if (!turn.equal) continue
    const [before, after] = turn.equal.map((dump): unknown => JSON.parse(readFileSync(join(folder, `${dump}.json`), 'utf8')))
    const found = differences(before, after)
    if (found.length > 0)
      report.fail(
        `${name}: ${turn.kind} reads otherwise`,
        found.join('\n').replaceAll('original', 'before').replaceAll('tailrace', 'after'),
      )
    else report.pass(1, `${name}: ${turn.kind} reads the same (${count(after)})`)
  }
}

/** Starts a server, lets the client work, ends it; says what went wrong. */
async function play(turn: Turn, place: Place, folder: string, python: string): Promise<string | undefined> {
  const server = await startServer(turn.kind, place, python)
  try {
    const ran = await runPython(python, [join(CLIENTS, 'two_way.py'), server.url, folder, ...turn.commands], folder)
    return ran.code === 0 ? undefined : `ended with ${ran.code}\n${ran.err.slice(-900)}`
  } finally {
    await server.stop()
  }
}

function count(dump: unknown): string {
  return ['experiments', 'runs', 'models', 'registered', 'versions']
    .map((kind) => `${Object.keys(at(dump, kind) ?? {}).length} ${kind}`)
    .join(', ')
}
