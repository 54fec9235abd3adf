import { createClient } from '@tailrace/sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { tailrace, testFolder, testServer } from '../program-for-tests.ts'

const url = await testServer(testFolder())
const search = (...args: string[]) => tailrace({ MLFLOW_TRACKING_URI: url }, 'runs', 'search', ...args)
/** Lines of an answer without its heads. */
const rows = async (...args: string[]): Promise<string[]> => {
  const { code, out, err } = await search(...args)
  expect([code, err]).toEqual([0, ''])
  return out.split('\n').slice(1, -1)
}

beforeAll(async () => {
  const client = createClient({ trackingUri: url })
  for (const [experiment, losses] of [
    ['first', [0.5, 0.25, 0.125]],
    ['2', [1]],
  ] as const) {
    const { experiment_id } = await client.createExperiment({ name: experiment })
    for (const [index, value] of losses.entries()) {
      const { run } = await client.createRun({ experiment_id, run_name: `run ${index}`, start_time: BigInt(1000 * (index + 1)) })
      const metrics = [{ key: 'loss', value, timestamp: BigInt(1) }]
      const params = [
        { key: 'lr', value: `${index}` },
        { key: 'same', value: 'x' },
      ]
      await client.logBatch({ run_id: run.info.run_id, metrics, params })
      await client.updateRun({ run_id: run.info.run_id, status: 'FINISHED', end_time: BigInt(5000) })
    }
  }
})

describe('runs search', () => {
  const columns = ['--columns', 'name,metrics.loss', '--columns', 'params.lr']
  for (const [why, args, expected] of [
    ['everything, the newest first', [], ['run 2\t0.125\t2', 'run 1\t0.25\t1', 'run 0\t0.5\t0', 'run 0\t1\t0']],
    ['a filter', ['metrics.loss < 0.3'], ['run 2\t0.125\t2', 'run 1\t0.25\t1']],
    ['an order', ['--order-by', 'metrics.loss DESC', '-x', 'first'], ['run 0\t0.5\t0', 'run 1\t0.25\t1', 'run 2\t0.125\t2']],
    ['a number', ['--max-results', '1'], ['run 2\t0.125\t2']],
    ['none', ['--max-results', '0'], []],
    ['an experiment by name, which is a number', ['-x', '2'], ['run 0\t1\t0']],
    ['experiments by id and name', ['-x', '1', '-x', '2', "attributes.run_name = 'run 0'"], ['run 0\t0.5\t0', 'run 0\t1\t0']],
    ['deleted ones', ['-v', 'deleted_only'], []],
  ] as const) {
    test(why, async () => expect((await rows(...columns, ...args)).toSorted()).toEqual(expected.toSorted()))
  }

  test('chooses columns by itself: those that tell runs apart', async () => {
    expect((await search('-x', 'first')).out.split('\n')[0]).toBe('id\tname\tstatus\tstart\tduration\tmetrics.loss\tparams.lr')
    expect((await search()).out.split('\n')[0]).toContain('name\texperiment\tstatus')
  })
  test('a terminal of 100 columns shows short ids and metrics first, and says how many columns have no place', async () => {
    const client = createClient({ trackingUri: url })
    const { experiment_id } = await client.createExperiment({ name: 'wide' })
    const { run } = await client.createRun({ experiment_id, run_name: 'a run with a name of its own' })
    const metrics = Array.from({ length: 12 }, (_, index) => ({ key: `metric_${index}`, value: index + 0.5, timestamp: BigInt(1) }))
    await client.logBatch({ run_id: run.info.run_id, metrics, params: [{ key: 'lr', value: '0.1' }] })
    const terminal = { isTTY: process.stdout.isTTY, columns: process.stdout.columns }
    Object.assign(process.stdout, { isTTY: true, columns: 100 })
    try {
      const { out, err } = await search('-x', 'wide')
      const [heads = '', row = ''] = out.replaceAll(/\u001b\[[\d;]*m/g, '').split('\n')
      expect(heads).toMatch(/^id {8}name +status {3}metric_0 /)
      expect(row.startsWith(`${run.info.run_id.slice(0, 8)}  a run`)).toBe(true)
      expect(Math.max(heads.length, row.length)).toBeLessThanOrEqual(100)
      const shownColumns = heads.trim().split(/ {2,}/).length
      // id, name, status, 12 metrics, a param, start and duration.
      expect(err).toContain(`+${18 - shownColumns} columns: choose with --columns, or print all with --csv.`)
    } finally {
      Object.assign(process.stdout, terminal)
    }
  })
  test('prints JSON and CSV', async () => {
    expect(JSON.parse((await search('--json', 'metrics.loss = 1')).out)).toMatchObject([{ info: { run_name: 'run 0', start_time: 1000 } }])
    expect((await search('--csv', 'metrics.loss = 1')).out).toMatch(
      /^run_id,experiment_id,status,artifact_uri,start_time,end_time,metrics\.loss,params\.lr,params\.same,tags\.mlflow\.runName\n\w{32},2,FINISHED,.*\n$/,
    )
    expect((await search('--csv', '--columns', 'name,start,end,duration,user', '-x', '2')).out).toBe(
      'name,start,end,duration,user\nrun 0,1000,5000,4000,\n',
    )
  })

  for (const [why, args, code, message] of [
    ['a filter that cannot be read', ['metrics.loss <'], 1, /Invalid clause/],
    ['an order that cannot be read', ['--order-by', 'nonsense'], 1, /order_by|nonsense/],
    ['an experiment that is nowhere', ['-x', 'nowhere'], 1, /There is no experiment 'nowhere': `experiments search` lists them/],
    ['an id that is nowhere', ['-x', '999'], 1, /999/],
    ['a column that is none', ['--columns', 'color'], 1, /Unknown column 'color'\. Available: id, name/],
    ['two forms', ['--csv', '--json'], 2, /cannot be used with/],
    ['a number that is none', ['--max-results', '-1'], 2, /whole number/],
    ['two filters', ['a', 'b'], 2, /too many arguments/],
  ] as const) {
    test(`refuses ${why}`, async () => {
      const ended = await search(...args)
      expect(ended.err).toMatch(/^tailrace: .*\n$/)
      expect(ended.err).toMatch(message)
      expect([ended.code, ended.out]).toEqual([code, ''])
    })
  }
})
