import { join } from 'node:path'
import { type Client, createClient } from '@tailrace/sdk'
import { describe, expect, test } from 'vitest'
import { type Ended, tailrace, testFolder, testServer } from '../../program-for-tests.ts'
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

const folder = testFolder()
const url = await testServer(folder)

/** A run that somebody trains while `watching` watches it. */
async function trained(
  client: Client,
  watching: (run_id: string) => Promise<Ended>,
  status: 'FINISHED' | 'FAILED',
): Promise<Ended & { run_id: string }> {
  const { run } = await client.createRun({ experiment_id: '0', run_name: `watched ${status}`, start_time: 1000n })
  const { run_id } = run.info
  const log = (value: number, step: number) =>
    client.logMetric({ run_id, key: 'loss', value, step: BigInt(step), timestamp: BigInt(2000 + step) })
  await log(0.5, 0)
  const ended = watching(run_id)
  for (const step of [1, 2, 3]) {
    await new Promise((resolve) => setTimeout(resolve, 700))
    await log(0.5 / (step + 1), step)
  }
  await client.updateRun({ run_id, status, end_time: 9000n })
  return { run_id, ...(await ended) }
}

describe('runs watch', () => {
  test('is woken by the events of a server, prints a line a change and ends with the run', { timeout: 60_000 }, async () => {
    // An interval that is longer than the test: only events can wake it.
    const { code, out, run_id } = await trained(
      createClient({ trackingUri: url }),
      (id) => tailrace({ MLFLOW_TRACKING_URI: url }, 'runs', 'watch', id, '--interval', '600'),
      'FINISHED',
    )
    const lines = out.split('\n')
    expect(lines[0]).toBe(`1970-01-01T00:00:01.000Z\t${run_id}\tRUNNING`)
    const steps = lines.flatMap((line) => /\tloss\t.*\tstep (\d)$/.exec(line)?.[1] ?? [])
    expect(steps).toEqual(steps.toSorted())
    // Whoever is slow may miss one between two others, but not the last.
    expect(steps.length).toBeGreaterThan(1)
    expect(lines).toContain('1970-01-01T00:00:02.003Z\tloss\t0.125\tstep 3')
    expect(lines.at(-2)).toBe(`1970-01-01T00:00:09.000Z\t${run_id}\tFINISHED`)
    expect(code).toBe(0)
  })

  test('looks at a database again and again, as JSON, and ends with 1 when the run failed', { timeout: 60_000 }, async () => {
    const uri = `sqlite:///${join(folder, 'watched.db')}`
    const { code, out } = await withTracking(
      ({ client }) =>
        trained(client, (id) => tailrace({ MLFLOW_TRACKING_URI: uri }, 'runs', 'watch', id, '--interval', '0.05', '--json'), 'FAILED'),
      uri,
    )
    const looks = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { status: string; metrics: { loss?: { step: number } } })
    expect(looks[0]).toMatchObject({ status: 'RUNNING', metrics: { loss: { timestamp: expect.any(Number), value: expect.any(Number) } } })
    expect(looks.at(-1)).toMatchObject({ status: 'FAILED' })
    expect(looks.flatMap(({ metrics }) => metrics.loss?.step ?? [])).toContain(3)
    expect(code).toBe(1)
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
