import {
  LIMITS,
  createExperiment,
  createModelVersion,
  createRegisteredModel,
  createRun,
  logBatch,
  setExperimentTag,
} from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { expectEnvelope, testServer } from '../server-for-tests.ts'

const { app, store } = await testServer()
const { experiment_id } = await store.call(createExperiment, { name: 'graph' })
await store.call(setExperimentTag, { experiment_id, key: 'k', value: 'v' })
const { run } = await store.call(createRun, { experiment_id, run_name: 'one', start_time: 9_007_199_254_740_991, tags: [] })
const { run: other } = await store.call(createRun, { experiment_id, run_name: 'two', start_time: 1, tags: [] })
const run_id = run.info.run_id
await store.call(logBatch, {
  run_id,
  metrics: [
    { key: 'nan', value: NaN, timestamp: 5, step: 7 },
    { key: 'm', value: 0.5, timestamp: 6, step: 8 },
  ],
  params: [{ key: 'p', value: '1' }],
  tags: [],
})
await store.call(createRegisteredModel, { name: 'model' })
for (const source of ['a', 'b'])
  await store.call(createModelVersion, { name: 'model', source: `${run.info.artifact_uri}/${source}`, run_id })
await app.inject({ method: 'PUT', url: `/api/2.0/mlflow-artifacts/artifacts/${experiment_id}/${run_id}/artifacts/a.txt`, payload: 'hello' })

const post = (payload: unknown, type = 'application/json') =>
  app.inject({ method: 'POST', url: '/graphql', payload: JSON.stringify(payload), headers: { 'content-type': type } })
const ask = async (query: string, variables?: object) => {
  const reply = await post({ query, variables })
  expect(reply.statusCode).toBe(200)
  return reply.json()
}

describe('queries of the UI', () => {
  test('a run, with its experiment and model versions', async () => {
    const query = `query GetRun($data: MlflowGetRunInput!) @component(name: "RunPage") { mlflowGetRun(input: $data) { __typename apiError { code }
      run { __typename info { __typename runName runId status startTime endTime userId lifecycleStage } experiment { name tags { key value } }
      data { metrics { __typename key value step timestamp modelId } params { key value } } inputs { datasetInputs { dataset { name } } modelInputs { modelId } }
      outputs { modelOutputs { modelId } } modelVersions { name version status aliases modelParams { name } deploymentJobState { jobId } } } } }`
    const { data, errors } = await ask(query, { data: { runId: run_id } })
    expect(errors).toBeNull()
    expect(data).toEqual({
      mlflowGetRun: {
        __typename: 'MlflowGetRunResponse',
        apiError: null,
        run: {
          __typename: 'MlflowRunExtension',
          info: {
            __typename: 'MlflowRunInfo',
            runName: 'one',
            runId: run_id,
            status: 'RUNNING',
            startTime: '9007199254740991',
            endTime: '0',
            userId: '',
            lifecycleStage: 'active',
          },
          experiment: { name: 'graph', tags: [{ key: 'k', value: 'v' }] },
          data: {
            metrics: expect.arrayContaining([
              { __typename: 'MlflowMetricExtension', key: 'm', value: 0.5, step: '8', timestamp: '6', modelId: '' },
              { __typename: 'MlflowMetricExtension', key: 'nan', value: null, step: '7', timestamp: '5', modelId: '' },
            ]),
            params: [{ key: 'p', value: '1' }],
          },
          inputs: { datasetInputs: [], modelInputs: [] },
          outputs: { modelOutputs: [] },
          modelVersions: ['2', '1'].map((version) => ({
            name: 'model',
            version,
            status: 'READY',
            aliases: [],
            modelParams: [],
            deploymentJobState: { jobId: '' },
          })),
        },
      },
    })
  })
  test('run_uuid is the old name of the id', async () => {
    const { data } = await ask(`{ mlflowGetRun(input: {runUuid: "${run_id}"}) { run { info { runId } } } }`)
    expect(data.mlflowGetRun.run.info.runId).toBe(run_id)
  })
  test('an experiment', async () => {
    const { data } = await ask(
      `{ mlflowGetExperiment(input: {experimentId: "${experiment_id}"}) { experiment { name creationTime workspace } } }`,
    )
    expect(data.mlflowGetExperiment.experiment).toEqual({
      name: 'graph',
      creationTime: expect.stringMatching(/^\d+$/),
      workspace: 'default',
    })
  })
  for (const kind of ['query', 'mutation']) {
    test(`runs, as a ${kind}`, async () => {
      const fields = 'runs { info { runName } experiment { name } modelVersions { version } } nextPageToken'
      const input = `{experimentIds: ["${experiment_id}"], maxResults: 5, runViewType: ALL, orderBy: ["attributes.start_time DESC"]}`
      const { data, errors } = await ask(`${kind} { mlflowSearchRuns(input: ${input}) { ${fields} } }`)
      expect(errors).toBeNull()
      expect(data.mlflowSearchRuns).toEqual({
        runs: [
          { info: { runName: 'one' }, experiment: { name: 'graph' }, modelVersions: [{ version: '2' }, { version: '1' }] },
          { info: { runName: 'two' }, experiment: { name: 'graph' }, modelVersions: [] },
        ],
        nextPageToken: '',
      })
    })
  }
  test('files', async () => {
    const { data } = await ask(`{ mlflowListArtifacts(input: {runId: "${run_id}"}) { rootUri files { path isDir fileSize } } }`)
    expect(data.mlflowListArtifacts).toEqual({ rootUri: run.info.artifact_uri, files: [{ path: 'a.txt', isDir: false, fileSize: '5' }] })
  })
  test('model versions', async () => {
    const { data } = await ask(
      `{ mlflowSearchModelVersions(input: {filter: "run_id='${run_id}'", maxResults: "1"}) { modelVersions { version } nextPageToken } }`,
    )
    expect(data.mlflowSearchModelVersions).toEqual({ modelVersions: [{ version: '2' }], nextPageToken: expect.stringMatching(/./) })
  })
  test('points of a metric', async () => {
    const input = `{runIds: ["${run_id}", "${other.info.run_id}"], metricKey: "m", maxResults: 10}`
    const { data } = await ask(`{ mlflowGetMetricHistoryBulkInterval(input: ${input}) { metrics { key value step runId } } }`)
    expect(data.mlflowGetMetricHistoryBulkInterval).toEqual({ metrics: [{ key: 'm', value: 0.5, step: '8', runId: run_id }] })
  })
  test('datasets', async () => {
    const { data } = await ask(
      `mutation { mlflowSearchDatasets(input: {experimentIds: ["${experiment_id}"]}) { datasetSummaries { name } } }`,
    )
    expect(data.mlflowSearchDatasets).toEqual({ datasetSummaries: [] })
  })
  test('one of several operations, and what the schema is', async () => {
    const reply = await post({ query: 'query A { test(inputString: "x") { output } } query B { test { output } }', operationName: 'A' })
    expect(reply.json()).toEqual({ data: { test: { output: 'x' } }, errors: null })
    expect((await ask('{ __type(name: "MlflowRunExtension") { kind } }')).data).toEqual({ __type: { kind: 'OBJECT' } })
  })
  test('by query arguments', async () => {
    const query = new URLSearchParams({ query: 'query ($s: String) { test(inputString: $s) { output } }', variables: '{"s": "x"}' })
    expect((await app.inject({ url: `/graphql?${query}` })).json()).toEqual({ data: { test: { output: 'x' } }, errors: null })
  })
})

const repeated = (count: number, text: (index: number) => string) => Array.from({ length: count }, (_, index) => text(index)).join(' ')

describe('errors are texts beside the data', () => {
  const NOBODY = 'f'.repeat(32)
  for (const [query, data, ...errors] of [
    [`{ mlflowGetRun(input: {runId: "${NOBODY}"}) { run { info { runId } } } }`, { mlflowGetRun: null }, `Run with id=${NOBODY} not found`],
    [
      '{ mlflowGetExperiment(input: {experimentId: "999"}) { experiment { name } } }',
      { mlflowGetExperiment: null },
      'No Experiment with id=999 exists',
    ],
    [`{ mlflowListArtifacts(input: {runId: "${run_id}", path: "../x"}) { rootUri } }`, { mlflowListArtifacts: null }, 'Invalid path'],
    ['{ nothing }', null, "Cannot query field 'nothing' on type 'Query'."],
    ['{ bad', null, 'Syntax Error: Expected Name, found <EOF>.'],
    ['query A { test { output } } query B { test { output } }', null, 'Must provide operation name if query contains multiple operations.'],
    ['subscription { x }', null, 'Schema is not configured to execute subscription operation.'],
  ] as const) {
    test(query.slice(0, 60), async () => {
      const answer = await ask(query)
      expect(answer.data).toEqual(data)
      expect(answer.errors[0]).toBe(errors[0])
    })
  }
  for (const [why, query, message] of [
    [
      'root fields',
      `{ ${repeated(11, () => 'test { output }')} }`,
      'GraphQL queries should have at most 10 root fields, got 11 root fields.',
    ],
    [
      'aliases',
      `{ test { ${repeated(11, (index) => `a${index}: output`)} } }`,
      'GraphQL queries should have at most 10 aliases, got 11 aliases.',
    ],
    ['fields', `{ test { ${repeated(1000, () => 'output')} } }`, 'Query exceeds maximum total selections of 1000'],
    ['words', `{ test { ${repeated(3000, () => 'output')} } }`, 'Syntax Error: Document contains more that 2000 tokens. Parsing aborted.'],
  ] as const) {
    test(`too many ${why}`, async () => expect(await ask(query)).toEqual({ data: null, errors: [message] }))
  }
  test('fragments in a circle', async () => {
    expect((await ask('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')).data).toBeNull()
  })
  const nested = (depth: number, end = '') => `${'x { '.repeat(depth)} y ${'} '.repeat(depth)} ${end}`
  for (const [why, query] of [
    ['11 levels of unknown fields', `{ ${nested(10)} }`],
    ['with too many root fields', `{ ${repeated(11, () => 'test { output }')} ${nested(10)} }`],
    ['more words than are read', `{ ${nested(3000)} }`],
    ['no end', `{ ${'test { '.repeat(500)}`],
    ['in a fragment', `{ ...F } fragment F on Query { ${nested(10)} }`],
    ['of what the schema is', `{ __schema { types { ${nested(9)} } } }`],
  ] as const) {
    test(`nested too deep, which is said first: ${why}`, async () =>
      expect(await ask(query)).toEqual({ data: null, errors: ['Query exceeds maximum depth of 10'] }))
  }
  test('10 levels, objects in arguments, braces in texts and inline fragments are not too deep', async () => {
    expect((await ask(`{ ${nested(9)} }`)).errors).toEqual(["Cannot query field 'x' on type 'Query'."])
    expect((await ask(`{ test(inputString: "${'{'.repeat(20)}") { output } }`)).data.test.output).toBe('{'.repeat(20))
    expect((await ask(`{ ${'... on Query { '.repeat(12)} test { output } ${'} '.repeat(12)} }`)).errors).toBeNull()
    expect((await ask(`{ test(inputString: ${'{a: '.repeat(12)}1${'}'.repeat(12)}) { output } } {`)).errors[0]).toMatch(/^Syntax Error/)
  })
  test('an answer over the limit in bytes', async () => {
    const tags = Array.from({ length: 100 }, (_, n) => ({ key: `t${n}`, value: 'x'.repeat(8000) }))
    const made = await store.call(createExperiment, { name: 'large answers' })
    for (let n = 0; n < 24; n++) {
      const { run: large } = await store.call(createRun, { experiment_id: made.experiment_id })
      await store.call(logBatch, { run_id: large.info.run_id, metrics: [], params: [], tags })
    }
    const fields = 'runs { info { runId } data { tags { key value } } }'
    const query = (most: number) =>
      `{ mlflowSearchRuns(input: {experimentIds: ["${made.experiment_id}"], maxResults: ${most}}) { ${fields} } }`
    expect((await ask(query(2))).data.mlflowSearchRuns.runs).toHaveLength(2)
    const message = `The answer is larger than ${LIMITS.graphqlAnswer} bytes. Ask for less at once.`
    expect(await ask(query(100))).toEqual({ data: { mlflowSearchRuns: null }, errors: [message] })
  })
})

describe('what is no query is refused', () => {
  for (const [why, body] of [
    ['nothing', {}],
    ['an array', []],
    ['null', null],
    ['a text', 'query'],
    ['no text', { query: 5 }],
    ['an empty one', { query: '' }],
    ['variables that are none', { query: '{ test { output } }', variables: [1] }],
    ['a name that is none', { query: '{ test { output } }', operationName: {} }],
  ] as const) {
    test(why, async () => expectEnvelope(await post(body), 400, 'INVALID_PARAMETER_VALUE'))
  }
  test('another content type', async () => expectEnvelope(await post({ query: '{ test { output } }' }, 'text/plain'), 400))
  test('no query argument', async () => expectEnvelope(await app.inject({ url: '/graphql' }), 400))
})
