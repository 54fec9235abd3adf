import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from './each-database.ts'

/** A text of so many code points; keys may hold letters only. */
type Make = (length: number) => string
const letters: Make = (length) => 'ж'.repeat(length)
const symbols: Make = (length) => '🧪'.repeat(length)
const NONE = Infinity

interface Context {
  experiment_id: string
  run_id: string
  model_id: string
}

interface Limited {
  readonly what: string
  readonly endpoint: contract.Endpoint
  request(text: string, context: Context): object
  readonly make: Make
  /** Code points that the wire allows, and what the refusal of more calls the text. */
  readonly wire: number
  readonly label?: string
  /** Code points that the column on PostgreSQL takes. */
  readonly column?: number
}

const key = (what: string, endpoint: contract.Endpoint, label: string, request: Limited['request'], column = 250): Limited => ({
  what,
  endpoint,
  request,
  make: letters,
  wire: 250,
  label,
  column,
})

let unique = 0
const DATASET = { name: 'n', digest: 'd', source_type: 't', source: 's' }
const input = (dataset: object, tags: readonly object[] = []) => ({
  datasets: [{ dataset: { ...DATASET, digest: `${++unique}`, ...dataset }, tags }],
})

const LIMITED: readonly Limited[] = [
  {
    what: 'name of an experiment',
    endpoint: contract.createExperiment,
    request: (name) => ({ name }),
    make: symbols,
    wire: 256,
    label: 'name',
    column: 256,
  },
  {
    what: 'new name of an experiment',
    endpoint: contract.updateExperiment,
    make: letters,
    wire: 256,
    label: 'name',
    column: 256,
    request: (new_name, { experiment_id }) => ({
      experiment_id,
      new_name,
    }),
  },
  key('key of an experiment tag', contract.setExperimentTag, 'key', (text, { experiment_id }) => ({ experiment_id, key: text })),
  {
    what: 'value of an experiment tag',
    endpoint: contract.setExperimentTag,
    make: symbols,
    wire: 2e4,
    label: 'value',
    request: (value, { experiment_id }) => ({
      experiment_id,
      key: 'k',
      value,
    }),
  },
  key('key of a metric', contract.logMetric, 'Metric name', (text, { run_id }) => ({ run_id, key: text, value: 1, timestamp: 1 })),
  key('key of a metric in a batch', contract.logBatch, 'Metric name', (text, { run_id }) => ({
    run_id,
    metrics: [{ key: text, value: 1, timestamp: 1 }],
  })),
  key('key of a param', contract.logParam, 'Param key', (text, { run_id }) => ({ run_id, key: text, value: 'v' })),
  key('key of a param in a batch', contract.logBatch, 'Param key', (text, { run_id }) => ({ run_id, params: [{ key: text, value: 'v' }] })),
  key('key of a run tag', contract.setTag, 'key', (text, { run_id }) => ({ run_id, key: text, value: 'v' })),
  key('key of a run tag in a batch', contract.logBatch, 'tags[0].key', (text, { run_id }) => ({
    run_id,
    tags: [{ key: text, value: 'v' }],
  })),
  {
    what: 'name of a run',
    endpoint: contract.updateRun,
    make: symbols,
    wire: 250,
    label: 'run_name',
    column: 250,
    request: (run_name, { run_id }) => ({
      run_id,
      run_name,
    }),
  },
  {
    what: 'user of a run',
    endpoint: contract.createRun,
    make: symbols,
    wire: 256,
    label: 'user_id',
    column: 256,
    request: (user_id) => ({ experiment_id: '0', user_id }),
  },
  {
    what: 'name of a dataset',
    endpoint: contract.logInputs,
    make: symbols,
    wire: 500,
    label: 'name',
    column: 500,
    request: (name, { run_id }) => ({
      run_id,
      ...input({ name }),
    }),
  },
  {
    what: 'digest of a dataset',
    endpoint: contract.logInputs,
    make: symbols,
    wire: 36,
    label: 'digest',
    column: 36,
    request: (digest, { run_id }) => ({
      run_id,
      ...input({ digest }),
    }),
  },
  {
    what: 'source type of a dataset',
    endpoint: contract.logInputs,
    make: symbols,
    wire: 36,
    label: 'source_type',
    column: 36,
    request: (source_type, { run_id }) => ({
      run_id,
      ...input({ source_type }),
    }),
  },
  {
    what: 'source of a dataset',
    endpoint: contract.logInputs,
    make: symbols,
    wire: 65535,
    label: 'source',
    request: (source, { run_id }) => ({
      run_id,
      ...input({ source }),
    }),
  },
  {
    what: 'key of an input tag',
    endpoint: contract.logInputs,
    make: letters,
    wire: 255,
    label: 'key',
    column: 255,
    request: (text, { run_id }) => ({
      run_id,
      ...input({}, [
        {
          key: text,
          value: 'v',
        },
      ]),
    }),
  },
  {
    what: 'value of an input tag',
    endpoint: contract.logInputs,
    make: symbols,
    wire: 500,
    label: 'value',
    column: 500,
    request: (value, { run_id }) => ({
      run_id,
      ...input({}, [
        {
          key: 'k',
          value,
        },
      ]),
    }),
  },
  {
    what: 'name of a registered model',
    endpoint: contract.createRegisteredModel,
    make: symbols,
    wire: 256,
    label: 'name',
    column: 256,
    request: (name) => ({ name }),
  },
  {
    what: 'description of a registered model',
    endpoint: contract.updateRegisteredModel,
    make: symbols,
    wire: 5000,
    label: 'description',
    column: 5e3,
    request: (description) => ({
      name: 'model',
      description,
    }),
  },
  key('key of a registered model tag', contract.setRegisteredModelTag, 'key', (text) => ({ name: 'model', key: text })),
  {
    what: 'value of a registered model tag',
    endpoint: contract.setRegisteredModelTag,
    make: symbols,
    wire: 5e3,
    label: 'value',
    column: 5e3,
    request: (value) => ({
      name: 'model',
      key: 'k',
      value,
    }),
  },
  {
    what: 'alias',
    endpoint: contract.setRegisteredModelAlias,
    make: letters,
    wire: 255,
    label: 'Registered model alias name',
    column: 256,
    request: (alias) => ({
      name: 'model',
      alias,
      version: '1',
    }),
  },
  {
    what: 'source of a version',
    endpoint: contract.createModelVersion,
    make: (length) => `s3://b/${'x'.repeat(length - 7)}`,
    wire: 500,
    label: 'source',
    column: 500,
    request: (source) => ({
      name: 'model',
      source,
    }),
  },
  {
    what: 'run link of a version',
    endpoint: contract.createModelVersion,
    make: symbols,
    wire: 500,
    label: 'run_link',
    column: 500,
    request: (run_link) => ({
      name: 'model',
      source: 's3://b/m',
      run_link,
    }),
  },
  {
    what: 'description of a version',
    endpoint: contract.updateModelVersion,
    make: symbols,
    wire: 5000,
    label: 'description',
    column: 5e3,
    request: (description) => ({
      name: 'model',
      version: '1',
      description,
    }),
  },
  key('key of a version tag', contract.setModelVersionTag, 'key', (text) => ({ name: 'model', version: '1', key: text })),
  {
    what: 'value of a version tag',
    endpoint: contract.setModelVersionTag,
    make: symbols,
    wire: 1e5,
    label: 'value',
    request: (value) => ({
      name: 'model',
      version: '1',
      key: 'k',
      value,
    }),
  },
  {
    what: 'name of a logged model',
    endpoint: contract.createLoggedModel,
    make: symbols,
    wire: 500,
    label: 'name',
    column: 500,
    request: (name) => ({
      experiment_id: '0',
      name,
    }),
  },
  {
    what: 'type of a logged model',
    endpoint: contract.createLoggedModel,
    make: symbols,
    wire: 500,
    label: 'model_type',
    column: 500,
    request: (model_type) => ({
      experiment_id: '0',
      model_type,
    }),
  },
  {
    what: 'key of a logged model tag',
    endpoint: contract.setLoggedModelTags,
    make: symbols,
    wire: 255,
    label: 'tags[0].key',
    column: 255,
    request: (text, { model_id }) => ({
      model_id,
      tags: [
        {
          key: text,
          value: 'v',
        },
      ],
    }),
  },
  {
    what: 'key of a logged model param',
    endpoint: contract.logLoggedModelParams,
    make: symbols,
    wire: 255,
    label: 'params[0].key',
    column: 255,
    request: (text, { model_id }) => ({
      model_id,
      params: [
        {
          key: text,
          value: 'v',
        },
      ],
    }),
  },
]

onEachDatabase((store) => {
  const context: Context = { experiment_id: '', run_id: '', model_id: '' }
  beforeAll(async () => {
    context.experiment_id = (await store.call(contract.createExperiment, { name: 'limits' })).experiment_id
    context.run_id = (await store.call(contract.createRun, { experiment_id: '0' })).run.info.run_id
    context.model_id = (await store.call(contract.createLoggedModel, { experiment_id: '0' })).model.info.model_id
    await store.call(contract.createRegisteredModel, { name: 'model' })
    await store.call(contract.createModelVersion, { name: 'model', source: 's3://b/m' })
  })

  for (const { what, endpoint, request, make, wire, label, column = NONE } of LIMITED) {
    describe(what, () => {
      const longest = () => Math.min(wire, store.db.dialect === 'postgres' ? column : NONE)
      test('is taken at its limit', async () => {
        const length = Math.min(longest(), 20_000)
        await store.call(endpoint, request(make(length), context))
      })
      test('is refused one code point above it, if there is a limit', async () => {
        if (longest() === NONE) return void (await store.call(endpoint, request(make(50_000), context)))
        const [code, message] = await store.refusal(endpoint, request(make(longest() + 1), context))
        const expected =
          longest() === wire
            ? ['INVALID_PARAMETER_VALUE', `'${label}' exceeds the maximum length of ${wire} characters`]
            : ['BAD_REQUEST', `A value is longer than the ${longest()} characters that its column takes.`]
        expect([code, message]).toEqual(expected)
      })
      if (make !== letters) {
        test('is refused with a NUL', async () => {
          const [code, message] = await store.refusal(endpoint, request(`${make(8)}\0`, context))
          expect([code, message]).toEqual(['INVALID_PARAMETER_VALUE', expect.stringMatching(/^Invalid value ".*\\u0000" for parameter/)])
        })
      }
      if (wire !== NONE) {
        test('is refused one code point above what the wire allows', async () => {
          expect(await store.refusal(endpoint, request(make(wire + 1), context))).toEqual([
            'INVALID_PARAMETER_VALUE',
            `'${label}' exceeds the maximum length of ${wire} characters`,
          ])
        })
      }
    })
  }

  test('the name of a run in its tag has the limit of the name', async () => {
    const { run_id } = context
    const tag = { key: 'mlflow.runName', value: symbols(251) }
    const refusal = ['INVALID_PARAMETER_VALUE', "'mlflow.runName' exceeds the maximum length of 250 characters"]
    expect(await store.refusal(contract.setTag, { run_id, ...tag })).toEqual(refusal)
    expect(await store.refusal(contract.logBatch, { run_id, tags: [tag] })).toEqual(refusal)
    expect(await store.refusal(contract.createRun, { experiment_id: '0', tags: [tag] })).toEqual(refusal)
  })

  test('the history of logged models keeps the newest entries that fit into a tag', async () => {
    const { run_id } = (await store.call(contract.createRun, { experiment_id: '0' })).run.info
    const model = (path: string, size: number) =>
      JSON.stringify({ artifact_path: path, flavors: { f: 'x'.repeat(size) }, run_id, utc_time_created: 'now' })
    for (let n = 0; n < 6; n++) await store.call(contract.logModel, { run_id, model_json: model(`m${n}`, 2000) })
    const { data } = (await store.call(contract.getRun, { run_id })).run
    const history = data.tags?.find(({ key: name }) => name === 'mlflow.log-model.history')?.value ?? ''
    expect((JSON.parse(history) as { artifact_path: string }[]).map(({ artifact_path }) => artifact_path)).toEqual(['m3', 'm4', 'm5'])
    expect(await store.refusal(contract.logModel, { run_id, model_json: model('m6', 8000) })).toEqual([
      'INVALID_PARAMETER_VALUE',
      "'mlflow.log-model.history' exceeds the maximum length of 8000 characters",
    ])
  })

  describe('numbers of rows', () => {
    const many = <Item>(length: number, item: (index: number) => Item): Item[] => Array.from({ length }, (_, index) => item(index))
    const metrics = (length: number) => many(length, (index) => ({ key: `m${index}`, value: index, timestamp: 1 }))
    const params = (length: number) => many(length, (index) => ({ key: `p${index}`, value: `${index}` }))
    const batchOf = (count: number, what: string, limit: number) =>
      `A batch logging request can contain at most ${limit} ${what}. Got ${count} ${what}. Please split up ${what} across multiple requests and try again.`
    for (const [why, batch, message] of [
      ['1,000 metrics', { metrics: metrics(1000) }, undefined],
      ['100 params and 100 tags', { params: params(100), tags: params(100) }, undefined],
      ['800 metrics, 100 params and 100 tags', { metrics: metrics(800), params: params(100), tags: params(100) }, undefined],
      [
        '801 metrics, 100 params and 100 tags',
        { metrics: metrics(801), params: params(100), tags: params(100) },
        batchOf(1001, 'metrics, params, and tags', 1000),
      ],
      ['1,001 metrics', { metrics: metrics(1001) }, batchOf(1001, 'metrics', 1000)],
      ['101 tags', { tags: params(101) }, batchOf(101, 'tags', 100)],
    ] as const) {
      test(`a batch of ${why} is ${message === undefined ? 'taken' : 'refused'}`, async () => {
        const { run_id } = (await store.call(contract.createRun, { experiment_id: '0' })).run.info
        if (message !== undefined) {
          expect(await store.refusal(contract.logBatch, { run_id, ...batch })).toEqual(['INVALID_PARAMETER_VALUE', message])
        } else await store.call(contract.logBatch, { run_id, ...batch })
        const { data } = (await store.call(contract.getRun, { run_id })).run
        const expected = message === undefined ? batch : {}
        expect(data.metrics?.length).toBe('metrics' in expected ? expected.metrics.length : undefined)
        expect(data.params?.length).toBe('params' in expected ? expected.params.length : undefined)
      })
    }

    for (const [endpoint, request, taken, refused] of [
      [contract.searchRuns, { experiment_ids: ['0'] }, [1, '1', 50_000], [0, -1, 50_001, '50001']],
      [contract.searchExperiments, {}, [1, '50000'], [0, -1, 50_001]],
      [contract.searchRegisteredModels, {}, [0, 1, 1000], [1001]],
      [contract.searchModelVersions, {}, [1, 200_000], [0, -1, 200_001]],
      [contract.searchLoggedModels, { experiment_ids: ['0'] }, [0, 1, -1, 100_000], []],
      [contract.getMetricHistoryBulk, { run_id: ['x'], metric_key: 'm' }, [1, 25_000, 25_001], [-1]],
      [contract.getMetricHistoryBulkInterval, { run_ids: ['x'], metric_key: 'm' }, [1, 2500], [0, 2501]],
    ] as const) {
      for (const max_results of taken) {
        test(`${endpoint.name} takes max_results ${JSON.stringify(max_results)}`, async () => {
          expect(await store.call(endpoint, { ...request, max_results })).toBeTypeOf('object')
        })
      }
      for (const max_results of refused) {
        test(`${endpoint.name} refuses max_results ${JSON.stringify(max_results)}`, async () => {
          const [code, message] = await store.refusal(endpoint, { ...request, max_results })
          expect(code).toBe('INVALID_PARAMETER_VALUE')
          expect(message).toMatch(/max_results/)
        })
      }
    }
  })
})
