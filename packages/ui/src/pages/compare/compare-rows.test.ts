import { expect, test } from 'vitest'
import { type ComparedRun, asMarkdown, compareRows, delta, standing } from './compare-rows.ts'

function run(name: string, data: ComparedRun['data'], inputs?: ComparedRun['inputs']): ComparedRun {
  return {
    info: {
      run_uuid: name,
      run_id: name,
      run_name: name,
      experiment_id: '1',
      user_id: 'ada',
      status: 'FINISHED',
      start_time: 1_000,
      end_time: 6_000,
      lifecycle_stage: 'active',
    },
    data,
    ...(inputs && { inputs }),
  }
}
const metric = (key: string, value: number | 'NaN') => ({ key, value, timestamp: 0, step: 0 })

const one = run('one', { metrics: [metric('accuracy', 0.9), metric('loss', 0.5)], params: [{ key: 'depth', value: '3' }] })
const two = run('two', {
  metrics: [metric('accuracy', 0.95), metric('loss', 0.75)],
  params: [
    { key: 'depth', value: '3' },
    { key: 'a|b', value: 'line\nbreak' },
  ],
  tags: [
    { key: 'team', value: 'x' },
    { key: 'mlflow.user', value: 'ada' },
    { key: 'mlflow.source.git.commit', value: 'abc' },
  ],
})
const rows = compareRows([one, two])
const row = (key: string) => rows.find((each) => each.key === key)

test('a row for each fact, system tags left out, with what is equal marked', () => {
  expect(row('depth')).toMatchObject({ group: 'Params', cells: ['3', '3'], same: true })
  expect(row('a|b')).toMatchObject({ cells: [undefined, 'line\nbreak'], same: false })
  expect(row('team')).toMatchObject({ group: 'Tags', same: false })
  expect(row('mlflow.user')).toBeUndefined()
  expect(row('git commit')).toMatchObject({ group: 'Code', cells: [undefined, 'abc'] })
  expect(row('duration')).toMatchObject({ cells: ['5.0 s', '5.0 s'], same: true })
})

test('deltas say in which direction, and whether that is good', () => {
  const [accuracy, loss] = [row('accuracy'), row('loss')]
  if (!accuracy || !loss) throw new Error('no rows')
  expect(delta(accuracy, 0)).toBeUndefined()
  expect(delta(accuracy, 1)).toEqual({ text: '▲ 0.05', verdict: 'better' })
  expect(delta(loss, 1)).toEqual({ text: '▲ 0.25', verdict: 'worse' })
  expect(delta({ ...loss, values: [NaN, 1] }, 1)).toBeUndefined()
  expect(delta({ ...loss, values: [1, 1] }, 1)).toEqual({ text: '=', verdict: 'same' })
})

test('a cell differs from the baseline, is the same, or its delta says it', () => {
  const [depth, other, accuracy] = [row('depth'), row('a|b'), row('accuracy')]
  if (!depth || !other || !accuracy) throw new Error('no rows')
  expect([standing(depth, 0), standing(depth, 1)]).toEqual([undefined, 'same'])
  expect([standing(other, 0), standing(other, 1)]).toEqual([undefined, 'differs'])
  expect([standing(accuracy, 0), standing(accuracy, 1)]).toEqual([undefined, undefined])
  expect(standing({ ...accuracy, cells: ['0.9', 'NaN'], values: [0.9, NaN] }, 1)).toBe('differs')
})

test('metrics that matter most come first, the primary one before all', () => {
  const keys = (primary?: Parameters<typeof compareRows>[1]) =>
    compareRows([run('a', { metrics: ['lr', 'loss', 'val/acc', 'epoch'].map((key) => metric(key, 1)) })], primary)
      .filter(({ group }) => group === 'Metrics')
      .map(({ key }) => key)
  expect(keys()).toEqual(['val/acc', 'loss', 'epoch', 'lr'])
  expect(keys({ key: 'lr', direction: 'up' })).toEqual(['lr', 'val/acc', 'loss', 'epoch'])
})

test('data sets are compared by their digests', () => {
  const dataset = (digest: string) => ({
    dataset_inputs: [
      { tags: [{ key: 'mlflow.data.context', value: 'train' }], dataset: { name: 'iris', digest, source_type: 'http', source: '{}' } },
    ],
  })
  const [data] = compareRows([run('a', {}, dataset('1')), run('b', {}, dataset('2'))]).filter(({ group }) => group === 'Data')
  expect(data).toMatchObject({ key: 'iris (train)', cells: ['1', '2'], same: false })
})

test('start and duration are no differences, and the id is none of the rows', () => {
  const later = run('later', {})
  later.info.start_time = 99_000
  later.info.end_time = 900_000
  later.info.status = 'FAILED'
  const own = compareRows([one, later]).filter(({ group }) => group === 'Run')
  expect(own.map(({ key, same }) => [key, same])).toEqual([
    ['status', false],
    ['started', true],
    ['user', true],
    ['duration', true],
  ])
})

test('where nobody knows which way is better a difference is neither good nor bad, unless the experiment says it', () => {
  const [rate] = compareRows([run('a', { metrics: [metric('lr', 1)] }), run('b', { metrics: [metric('lr', 2)] })]).filter(
    ({ key }) => key === 'lr',
  )
  if (!rate) throw new Error('no row')
  expect(delta(rate, 1)).toEqual({ text: '▲ 1', verdict: 'unknown' })
  expect(delta(rate, 1, { key: 'lr', direction: 'down' })).toEqual({ text: '▲ 1', verdict: 'worse' })
})

test('Markdown has a section a group, links, differences in bold, and keeps its tables whatever the values hold', () => {
  const lr = (value: string): ComparedRun['data'] => ({
    metrics: [metric('lr', 0.1)],
    params: [
      { key: 'lr', value },
      { key: 'depth', value: '3' },
      { key: 'a|b', value: 'x' },
    ],
  })
  const runs = [run('one', lr('0.1')), run('[two]', { ...lr('*2*\nlines'), metrics: [metric('lr', 0.2)] })]
  const text = asMarkdown(
    runs,
    compareRows(runs).filter(({ group }) => group === 'Params' || group === 'Metrics'),
    { run: ({ info }) => `http://server/#/runs/${info.run_id.replaceAll(/\W/g, '')}`, metric: (key) => `http://server/#/metric/${key}` },
  )
  expect(text.split('\n')).toEqual([
    '### Metrics',
    '',
    '|  | [one](http://server/#/runs/one) | [\\[two\\]](http://server/#/runs/two) |',
    '| --- | --- | --- |',
    '| [lr](http://server/#/metric/lr) | 0.1 | **0.2** (▲ 0.1) |',
    '',
    '### Params',
    '',
    '|  | [one](http://server/#/runs/one) | [\\[two\\]](http://server/#/runs/two) |',
    '| --- | --- | --- |',
    '| a\\|b | x | x |',
    '| depth | 3 | 3 |',
    '| lr | 0.1 | **\\*2\\* lines** |',
  ])
})
