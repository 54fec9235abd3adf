import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'
import { exportRunsCsv } from './export-csv.ts'

onEachDatabase((store) => {
  let experiment_id = ''
  const ids: string[] = []
  beforeAll(async () => {
    experiment_id = (await store.call(contract.createExperiment, { name: 'exported' })).experiment_id
    const start = Date.UTC(2026, 0, 2, 3, 4, 5)
    for (const [run_name, params, metrics, tags] of [
      ['a', { lr: '-0.1', note: '=HYPERLINK("x")' }, { acc: 0.5 }, { 'mlflow.source.name': 'train.py' }],
      ['b,"c"', { lr: '1e-3' }, { acc: 'NaN', loss: -2 }, { team: 'red\nblue' }],
    ] as const) {
      const request = { experiment_id, run_name, user_id: 'ada', start_time: start + ids.length }
      const { run_id } = (await store.call(contract.createRun, request)).run.info
      ids.push(run_id)
      const pairs = (values: object) => Object.entries(values).map(([key, value]) => ({ key, value: value as string }))
      await store.call(contract.logBatch, {
        run_id,
        params: pairs(params),
        metrics: pairs(metrics).map((metric) => ({ ...metric, timestamp: 1 })),
        tags: pairs(tags),
      })
    }
    await store.call(contract.updateRun, { run_id: ids[0], status: 'FINISHED', end_time: start + 1500 })
    const gone = (await store.call(contract.createRun, { experiment_id, run_name: 'gone' })).run.info.run_id
    await store.call(contract.logParam, { run_id: gone, key: 'gone', value: '1' })
    await store.call(contract.deleteRun, { run_id: gone })
  })

  const csv = async (request: object = {}) => {
    let text = ''
    for await (const piece of (await exportRunsCsv(store.db, { experiment_ids: [experiment_id], ...request })).pieces) text += piece
    return text
  }
  const header = async (request: object) => (await csv(request)).split('\r\n', 1)[0]?.split(',').slice(8)
  const names = async (request: object) =>
    [...(await csv({ tags: [], ...request })).matchAll(/^[0-9a-f]{32},(\w+|".*?"),/gm)].map(([, name]) => name)

  test('the whole text', async () => {
    expect(await csv()).toBe(
      [
        'run_id,name,status,start,end,duration,user,source,params.lr,params.note,metrics.acc,metrics.loss,tags.mlflow.runName,tags.mlflow.source.name,tags.team',
        `${ids[1]},"b,""c""",RUNNING,2026-01-02T03:04:05.001Z,,,ada,,1e-3,,NaN,-2,"b,""c""",,"red\nblue"`,
        `${ids[0]},a,FINISHED,2026-01-02T03:04:05.000Z,2026-01-02T03:04:06.500Z,1.5,ada,train.py,-0.1,"'=HYPERLINK(""x"")",0.5,,a,train.py,`,
        '',
      ].join('\r\n'),
    )
  })

  describe('columns', () => {
    for (const [why, request, expected] of [
      [
        'that are named',
        { params: ['lr', 'none'], metrics: ['loss'], tags: ['team'] },
        ['params.lr', 'params.none', 'metrics.loss', 'tags.team'],
      ],
      ['none for an empty name', { params: [''], metrics: [], tags: [''] }, []],
      ['of the runs that match', { filter: "run_name = 'a'", tags: [] }, ['params.lr', 'params.note', 'metrics.acc']],
      ['of deleted runs', { run_view_type: 'DELETED_ONLY', tags: [] }, ['params.gone']],
    ] as const) {
      test(why, async () => expect(await header(request)).toEqual(expected))
    }
    test('the source is there without its tag', async () => expect(await csv({ tags: [] })).toContain(',ada,train.py,'))
  })

  test('rows in the order asked for', async () => {
    expect(await names({ order_by: ['metrics.acc DESC'] })).toEqual(['a', '"b,""c"""'])
    expect(await names({ order_by: ['start_time DESC'] })).toEqual(['"b,""c"""', 'a'])
    expect(await names({ filter: "params.lr = '-0.1'" })).toEqual(['a'])
    expect(await names({ filter: "params.lr = 'none'" })).toEqual([])
  })

  test('more runs than a page, each once', async () => {
    const many = (await store.call(contract.createExperiment, { name: 'many exported' })).experiment_id
    const made: string[] = []
    for (let index = 0; index < 510; index++) {
      made.push((await store.call(contract.createRun, { experiment_id: many, start_time: index % 3 })).run.info.run_id)
    }
    const lines = (await csv({ experiment_ids: [many], tags: [] })).trimEnd().split('\r\n').slice(1)
    expect(lines.map((line) => line.slice(0, 32)).toSorted()).toEqual(made.toSorted())
  })

  describe('refuses', () => {
    for (const [why, request] of [
      ['a filter that does not parse', { filter: 'x' }],
      ['an order that does not parse', { order_by: ['metrics'] }],
      ['an id that is no number', { experiment_ids: ['x'] }],
    ] as const) {
      test(why, async () => {
        const [code] = await store.refusal(contract.exportRunsCsv, request)
        expect(code).toBe('INVALID_PARAMETER_VALUE')
      })
    }
  })
})
