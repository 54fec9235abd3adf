import { setTimeout as sleep } from 'node:timers/promises'
import { type Bench, type PerSide, noteFailure } from '../bench.ts'
import { memoryOf } from '../process-tree.ts'
import { median } from '../statistics.ts'

const MIB = 2 ** 20

/**
 * Starts both sides, on fresh copies of the seeded database, and measures how long that takes; then again on the same files, in turns, since the first start
 * may add what a server wants to a database once. With `once`, only starts them.
 */
export async function startAll(bench: Bench, once: boolean): Promise<void> {
  const first: PerSide = {}
  for (const side of bench.sides) first[side.name] = await side.server.start()
  if (once) return
  const times: Record<string, number[]> = {}
  for (let round = 0; round < (bench.small ? 1 : 3); round++) {
    for (const side of bench.sides) {
      await side.server.stop()
      ;(times[side.name] ??= []).push(await side.server.start())
    }
  }
  const values = Object.fromEntries(Object.entries(times).map(([side, list]) => [side, median(list)]))
  const work = 'start to the first answered search'
  bench.findings.push({ work, figure: 'time', unit: 's', values, target: 0.5 })
  bench.findings.push({ work: `${work}, first on this database`, figure: 'time', unit: 's', values: first })
}

/** What the process trees hold now. */
export async function measureMemory(bench: Bench, when: string, target?: number): Promise<void> {
  await sleep(1_000)
  const rss: PerSide = {}
  const pss: PerSide = {}
  for (const side of bench.sides) {
    const memory = memoryOf(side.server.pid)
    if (memory.processes === 0) noteFailure(bench, `memory ${when}`, side.name, 'the server has ended')
    rss[side.name] = memory.rss / MIB
    if (memory.pss !== undefined) pss[side.name] = memory.pss / MIB
  }
  bench.findings.push({ work: `memory ${when}`, figure: 'RSS', unit: 'MiB', values: rss, ...(target === undefined ? {} : { target }) })
  if (Object.keys(pss).length > 0) bench.findings.push({ work: `memory ${when}`, figure: 'PSS', unit: 'MiB', values: pss })
}
