import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Client, createClient } from '@tailrace/sdk'
import { describe, expect, test } from 'vitest'
import { newDatabase, tailrace, testFolder, testServer } from '../../program-for-tests.ts'
import { withTracking } from '../../tracking.ts'
import { pictureOf } from './screen.ts'
import { sparkline } from './sparkline.ts'

describe('a sparkline', () => {
  for (const [why, values, width, text] of [
    ['from the smallest to the largest', [0, 1, 2, 3, 4, 5, 6, 7], 8, '▁▂▃▄▅▆▇█'],
    ['of equal values', [5, 5, 5], 8, '▄▄▄'],
    ['of nothing', [], 8, ''],
    ['with what is no number', [0, Number.NaN, Infinity, 1], 8, '▁  █'],
    ['of nothing but that', [Number.NaN], 8, ' '],
    ['of more values than columns', [0, 0, 4, 4, 8, 8], 3, '▁▅█'],
    ['with a hole wider than a column', [0, 0, Number.NaN, Number.NaN, 8, 8], 3, '▁ █'],
  ] as const) {
    test(why, () => expect(sparkline(values, width)).toBe(text))
  }
})

describe('the picture of a run', () => {
  const run = {
    info: {
      run_id: 'r'.repeat(32),
      run_uuid: '',
      experiment_id: '1',
      user_id: '',
      status: 'FINISHED',
      start_time: 1000,
      end_time: 62_000,
      run_name: 'a\u001b[31mb',
      lifecycle_stage: 'active',
    },
    data: {},
  } as const
  const curve = (key: string) => ({ key, values: [3, 2, 1], last: { value: 1.23456789, step: 2, timestamp: 5 } })
  test('has a line a metric and no codes of the terminal in names', () => {
    expect(pictureOf(run, [curve('loss'), curve('val/\nloss')], 100, 20)).toEqual([
      `a\ufffd[31mb  ${run.info.run_id}  FINISHED  1 min 1 s`,
      `loss       █▅▁${' '.repeat(27)}       1.23457  step 2  1 to 3`,
      `val/ loss  █▅▁${' '.repeat(27)}       1.23457  step 2  1 to 3`,
    ])
  })
  test('fits into the terminal', () => {
    const lines = pictureOf(run, ['a', 'b', 'c', 'd'].map(curve), 56, 4)
    expect(lines.slice(1)).toEqual([
      `a  █▅▁${' '.repeat(27)}       1.23457  step…`,
      `b  █▅▁${' '.repeat(27)}       1.23457  step…`,
      'and 2 more metrics: --metric chooses',
    ])
  })
})

const MAIN = fileURLToPath(new URL('../../main.ts', import.meta.url))
const folder = testFolder()
const url = await testServer(folder)

/** The program as a process that watches a run, and what it has said. */
function watching(trackingUri: string, ...args: readonly string[]) {
  const env = { XDG_CONFIG_HOME: folder, MLFLOW_TRACKING_URI: trackingUri }
  const child = spawn(process.execPath, [MAIN, 'runs', 'watch', ...args], { cwd: folder, env })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const said = async (text: string): Promise<void> => {
    await expect.poll(() => out, { timeout: 30_000, interval: 20 }).toContain(text)
  }
  return { said, ended, lines: () => out.trim().split('\n') }
}

/** A run in which somebody has logged one value. */
async function begun(client: Client) {
  const { run } = await client.createRun({ experiment_id: '0', run_name: 'watched', start_time: 1000n })
  const { run_id } = run.info
  const log = (value: number, step: number) =>
    client.logMetric({ run_id, key: 'loss', value, step: BigInt(step), timestamp: BigInt(2000 + step) })
  const end = (status: 'FINISHED' | 'FAILED') => client.updateRun({ run_id, status, end_time: 9000n })
  await log(0.5, 0)
  return { run_id, log, end }
}

describe('runs watch', () => {
  test('is woken by the events of a server, prints a line a change and ends with the run', { timeout: 90_000 }, async () => {
    const { run_id, log, end } = await begun(createClient({ trackingUri: url }))
    // An interval that is longer than the test: only events can wake it.
    const { said, ended, lines } = watching(url, run_id, '--interval', '600')
    await said('step 0')
    for (const step of [1, 2]) {
      await log(0.5 / (step + 1), step)
      await said(`step ${step}`)
    }
    await end('FINISHED')
    expect(await ended).toBe(0)
    expect(lines()).toEqual([
      `1970-01-01T00:00:01.000Z\t${run_id}\tRUNNING`,
      '1970-01-01T00:00:02.000Z\tloss\t0.5\tstep 0',
      '1970-01-01T00:00:02.001Z\tloss\t0.25\tstep 1',
      expect.stringContaining('\tstep 2'),
      `1970-01-01T00:00:09.000Z\t${run_id}\tFINISHED`,
    ])
  })

  test('looks at a database again and again, as JSON, and ends with 1 when the run failed', { timeout: 90_000 }, async () => {
    const uri = await newDatabase(`sqlite:///${join(folder, 'watched.db')}`)
    await withTracking(async ({ client }) => {
      const { run_id, log, end } = await begun(client)
      const { said, ended, lines } = watching(uri, run_id, '--interval', '0.05', '--json')
      await said('"step":0')
      await log(0.25, 1)
      await said('"step":1')
      await end('FAILED')
      expect(await ended).toBe(1)
      const looks = lines().map((line): unknown => JSON.parse(line))
      expect(looks).toEqual([
        { run_id, status: 'RUNNING', metrics: { loss: { value: 0.5, step: 0, timestamp: 2000 } } },
        { run_id, status: 'RUNNING', metrics: { loss: { value: 0.25, step: 1, timestamp: 2001 } } },
        { run_id, status: 'FAILED', metrics: {} },
      ])
    }, uri)
  })

  for (const [why, args, code, message] of [
    ['a run that is nowhere', ['nowhere'], 1, /Run with id or name 'nowhere' not found/],
    ['an id that is nowhere', ['0'.repeat(32)], 1, /Run with id=0+ not found/],
    ['an interval that is none', ['x', '--interval', '0'], 2, /Say a number above 0\./],
    ['no run', [], 2, /missing required argument 'run'/],
  ] as const) {
    test(`refuses ${why}`, async () => {
      const ended = await tailrace({ MLFLOW_TRACKING_URI: url }, 'runs', 'watch', ...args)
      expect(ended.err).toMatch(/^tailrace: .*\n$/)
      expect(ended.err).toMatch(message)
      expect([ended.code, ended.out]).toEqual([code, ''])
    })
  }
})
