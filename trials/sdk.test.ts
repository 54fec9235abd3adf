import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sync } from '@tailrace/sdk'
import { expect, test } from 'vitest'
import { IS_LONG } from './length.ts'
import { serverWithJournal } from './sdk-server.ts'

const WRITER = fileURLToPath(new URL('./sdk-writer.ts', import.meta.url))
const POINTS = IS_LONG ? 1_000_000 : 200_000
const OUTAGE_MS = IS_LONG ? 20_000 : 4_000
/** MB of old objects that the process may hold: it would end if it kept the points, which take several times as much. */
const HEAP_MB = 64
/** Bytes that the process may hold in all. */
const MEMORY = 300e6

interface Report {
  runId?: string
  step?: number
  pending?: number
  memory?: number
  logged?: number
  mostMemory?: number
}

const setting = serverWithJournal()

test(
  `${POINTS} points, the server gone for ${OUTAGE_MS / 1000} s, the process killed at the end: all arrive, in order, once`,
  { timeout: 600_000 },
  async () => {
    const { server, journal } = setting
    const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, WRITER, server.url, journal, String(POINTS), 'killed'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: 'true' },
    })
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
    const reports: Report[] = []
    let outage: Promise<void> | undefined
    for await (const line of createInterface({ input: child.stdout })) {
      const report = JSON.parse(line) as Report
      reports.push(report)
      if (!outage && (report.step ?? 0) >= POINTS / 10) outage = goAway()
    }
    expect(await ended).toBe('SIGKILL')
    await outage
    const last = reports.at(-1)
    expect(last).toMatchObject({ logged: POINTS })
    expect(last?.pending).toBeGreaterThan(0)
    expect(Math.max(...reports.map(({ pending = 0 }) => pending))).toBeGreaterThan(POINTS / 4)
    expect(last?.mostMemory).toBeLessThan(MEMORY)
    const early = memoryAt(reports, 0.2)
    const late = memoryAt(reports, 1)
    console.log(
      `memory after ${[0.1, 0.2, 0.5, 1].map((part) => `${100 * part} %: ${Math.round(memoryAt(reports, part) / 1e6)} MB`).join(', ')}`,
    )
    expect(late, `bytes at the end, ${early} after a fifth`).toBeLessThan(early * 1.5)

    await sleep(OUTAGE_MS)
    await server.start()
    const [delivered] = await sync({ journal })
    // Whatever was on its way when the server or the process was killed is sent twice and kept once.
    expect(delivered).toMatchObject({ runId: reports[0]?.runId, refused: 0, left: 0 })
    expect(delivered?.delivered).toBeGreaterThanOrEqual(last?.pending ?? 0)
    expect(readdirSync(journal)).toEqual([])
    await server.stop()
    verify(reports[0]?.runId ?? '')
  },
)

/** Bytes that the process held when it had logged a part of all points. */
function memoryAt(reports: readonly Report[], part: number): number {
  return reports.findLast(({ step, memory }) => memory !== undefined && (step ?? 0) <= POINTS * part)?.memory ?? 0
}

/** The server is killed, and starts again. */
async function goAway(): Promise<void> {
  await setting.server.stop()
  await sleep(OUTAGE_MS)
  await setting.server.start()
}

function verify(run: string): void {
  const database = new DatabaseSync(join(setting.server.folder, 'mlflow.db'))
  const all = database
    .prepare('select count(*) as n, count(distinct step) as steps, min(step) as first, max(step) as last from metrics where run_uuid = ?')
    .get(run)
  expect(all).toEqual({ n: POINTS, steps: POINTS, first: 0, last: POINTS - 1 })
  const wrong = database
    .prepare("select count(*) as n from metrics where run_uuid = ? and (key <> 'm' || (step % 4) or timestamp <> step)")
    .get(run)
  expect(wrong).toEqual({ n: 0 })
  const disorder = database
    .prepare(
      'select count(*) as n from (select step, lag(step) over (order by rowid) as before from metrics where run_uuid = ?) where before > step',
    )
    .get(run)
  expect(disorder).toEqual({ n: 0 })
  expect(database.prepare("select value from tags where run_uuid = ? and key = 'done'").get(run)).toEqual({ value: 'yes' })
  database.close()
}
