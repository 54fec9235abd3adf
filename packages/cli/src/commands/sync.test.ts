import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@tailrace/sdk'
import { expect, test } from 'vitest'
import { tailrace, testFolder, testServer } from '../program-for-tests.ts'

const folder = testFolder()
const journal = join(folder, 'journals')
mkdirSync(journal)
const url = await testServer(folder)
/** Nobody listens there. */
const AWAY = 'http://127.0.0.1:1'
/** ms: another process logs a run meanwhile. */
const LONG = 60_000

/** A process that logs while its server is away, and ends. */
function logInto(trackingUri: string): void {
  const program = `
    import { Tracking } from '${import.meta.resolve('@tailrace/sdk')}'
    const options = { retries: 0, maxRetryDelay: 10, flushInterval: 10, endTimeout: 200, onTrouble: () => {} }
    const tracking = new Tracking({ trackingUri: '${trackingUri}', journal: ${JSON.stringify(journal)}, ...options })
    const run = await tracking.startRun({ runName: 'left' })
    for (let step = 0; step < 3; step++) await run.logMetric('m', step, { step })
    await tracking.endRun()`
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
}

test('what a run could not deliver arrives, once', { timeout: LONG }, async () => {
  expect(await tailrace({}, 'sync', '--journal', journal)).toEqual({ code: 0, out: '', err: '' })
  logInto(AWAY)
  const early = await tailrace({}, 'sync', '--journal', journal, '--only', 'http://other.example', '--json')
  expect([early.code, JSON.parse(early.out)]).toEqual([0, []])
  const { code, out } = await tailrace({}, 'sync', '--journal', journal, '--to', url, '--json')
  expect(code).toBe(0)
  const [report] = JSON.parse(out) as { runId: string; trackingUri: string; delivered: number; refused: number; left: number }[]
  expect(report).toMatchObject({ trackingUri: AWAY, refused: 0, left: 0 })
  const { metrics = [] } = await createClient({ trackingUri: url }).getMetricHistory({ run_id: report?.runId ?? '', metric_key: 'm' })
  expect(metrics.map(({ value }) => value)).toEqual([0, 1, 2])
  expect(readdirSync(journal)).toEqual([])
  expect(await tailrace({}, 'sync', '--journal', journal)).toEqual({ code: 0, out: '', err: '' })
})

test('a line for people, from the folder of the environment', { timeout: LONG }, async () => {
  logInto(AWAY)
  const { code, out } = await tailrace({ TAILRACE_JOURNAL_DIR: journal }, 'sync', '--to', url)
  expect([code, out]).toEqual([0, expect.stringMatching(/^\w{32}: \d+ delivered, 0 refused, 0 left\n$/)])
})

test('a folder that is not there', async () => {
  const { code, out, err } = await tailrace({}, 'sync', '--journal', join(folder, 'none'))
  expect([code, out, err]).toEqual([
    1,
    '',
    expect.stringMatching(/^tailrace: There is no folder .*none: name the one where the journals lie\.\n$/),
  ])
})
