import { post, send, type Group, type Step } from '../step.ts'

const query = (text: string, variables: object = {}, options: Partial<Step> = {}): Step =>
  send('POST', '/graphql', { query: text, variables }, options)

const RUN = `query GetRun($data: MlflowGetRunInput!) @component(name: "Run") { mlflowGetRun(input: $data) { __typename apiError { code message }
  run { info { runName runUuid status startTime artifactUri lifecycleStage } experiment { experimentId name }
    data { metrics { key value step timestamp } params { key value } tags { key value } } } } }`

/** The queries of the UI that this issue needs; the page sends them for a run and an experiment. */
export const graphql: Group = {
  name: 'graphql',
  steps: [
    post('experiments/create', { name: 'graph' }, { save: { e: 'experiment_id' } }),
    post('runs/create', { experiment_id: '${e}', run_name: 'g', start_time: 1 }, { save: { run: 'run.info.run_id' } }),
    post('runs/log-metric', { run_id: '${run}', key: 'm', value: 'NaN', timestamp: 1, step: 2 }),
    post('runs/log-parameter', { run_id: '${run}', key: 'p', value: 'v' }),
    query('query Q($i: MlflowGetExperimentInput!) { mlflowGetExperiment(input: $i) { experiment { name lifecycleStage } } }', {
      i: { experimentId: '${e}' },
    }),
    query(RUN, { data: { runId: '${run}' } }),
    query(RUN, { data: { runId: 'ffffffffffffffffffffffffffffffff' } }),
    query('{ nothing }', {}),
    send('POST', '/graphql', '{"query": "{ test { output } }"}', {
      headers: { 'content-type': 'text/plain' },
      status: 400,
      differs: 'json-not-html',
    }),
    { method: 'GET', path: '/graphql', status: 500, differs: 'refused-not-500' },
  ],
}
