import { get, post, refused, type Group } from '../step.ts'

const long = (length: number): string => 'x'.repeat(length)
const NOBODY = 'ffffffffffffffffffffffffffffffff'
const data = (more: object = {}): object => ({ name: 'iris', digest: 'd1', source_type: 'local', source: '{"uri": "/x"}', ...more })
const input = (more: object = {}, tags: object[] = []): object => ({ dataset: data(more), tags })

const inputs = [
  post('experiments/create', { name: 'io-a' }, { save: { e: 'experiment_id' } }),
  post('runs/create', { experiment_id: '${e}', run_name: 'one', start_time: 1 }, { save: { run: 'run.info.run_id' } }),
  post('runs/create', { experiment_id: '${e}', run_name: 'two', start_time: 2 }, { save: { two: 'run.info.run_id' } }),
  post('runs/log-inputs', {
    run_id: '${run}',
    datasets: [input({ schema: '{"a": 1}', profile: '{"n": 150}' }, [{ key: 'mlflow.data.context', value: 'training' }])],
  }),
  get('runs/get', { run_id: '${run}' }),
  post(
    'runs/log-inputs',
    { run_id: '${run}', datasets: [input({ source: 'other', schema: 'other' }, [{ key: 'x', value: 'y' }])] },
    { why: 'the first write wins' },
  ),
  get('runs/get', { run_id: '${run}' }),
  post('runs/log-inputs', { run_id: '${run}', datasets: [input({ name: 'wine' }), input({ digest: 'd2' })] }),
  post('runs/log-inputs', { run_id: '${two}', datasets: [input({ source: 'ignored' }, [{ key: 'mlflow.data.context', value: 'eval' }])] }),
  get('runs/get', { run_id: '${two}' }),
  post('runs/log-inputs', { run_id: '${two}' }, { why: 'nothing in it' }),
  post('runs/log-inputs', { run_id: '${two}', datasets: [] }),
  post('runs/search', { experiment_ids: ['${e}'], order_by: ['start_time'] }),
  ...refused('runs/log-inputs', [
    ['no id', { datasets: [input()] }],
    ['unknown run', { run_id: NOBODY, datasets: [input()] }, 404],
    ['datasets no list', { run_id: '${two}', datasets: 'x' }],
    ['name too long', { run_id: '${two}', datasets: [input({ name: long(501) })] }],
    ['digest too long', { run_id: '${two}', datasets: [input({ digest: long(37) })] }],
    ['source too long', { run_id: '${two}', datasets: [input({ source: long(65536) })] }],
    ['schema too long', { run_id: '${two}', datasets: [input({ schema: long(1048576) })] }],
    ['tag key too long', { run_id: '${two}', datasets: [input({ name: 'new' }, [{ key: long(256), value: 'v' }])] }],
    ['tag value too long', { run_id: '${two}', datasets: [input({ name: 'new' }, [{ key: 'k', value: long(501) }])] }],
  ]),
  get('runs/get', { run_id: '${two}' }, { why: 'nothing of the refused ones' }),
  post('runs/create', { experiment_id: '${e}', run_name: 'odd', start_time: 3 }, { save: { odd: 'run.info.run_id' } }),
  post('runs/log-inputs', { run_id: '${odd}', datasets: [{ tags: [] }] }, { why: 'an input without a dataset' }),
  post(
    'runs/log-inputs',
    { run_id: '${odd}', datasets: [{ dataset: { digest: 'd', source_type: 'a', source: 'b' } }] },
    { why: 'without a name' },
  ),
  get('runs/get', { run_id: '${odd}' }),
]

const outputs = [
  post('logged-models', { experiment_id: '${e}', name: 'lm', source_run_id: '${run}' }, { save: { m: 'model.info.model_id' } }),
  post('logged-models', { experiment_id: '${e}', name: 'lm2', source_run_id: '${run}' }, { save: { n: 'model.info.model_id' } }),
  post('runs/outputs', { run_id: '${run}', models: [{ model_id: '${m}', step: 3 }] }),
  get('runs/get', { run_id: '${run}' }),
  post('runs/outputs', { run_id: '${run}', models: [{ model_id: '${n}' }] }),
  post('runs/log-inputs', { run_id: '${two}', models: [{ model_id: '${m}' }] }, { why: 'a model as an input' }),
  get('runs/get', { run_id: '${two}' }),
  post('runs/search', { experiment_ids: ['${e}'], order_by: ['start_time'] }),
  post('runs/outputs', { run_id: '${run}', models: [] }, { why: 'nothing in it' }),
  ...refused('runs/outputs', [
    ['no id', { models: [{ model_id: '${m}' }] }],
    ['no models', { run_id: '${run}' }],
    ['unknown run', { run_id: NOBODY, models: [{ model_id: '${m}', step: 0 }] }, 404],
    ['models no list', { run_id: '${run}', models: 'x' }],
  ]),
  post('runs/delete', { run_id: '${two}' }),
  ...refused('runs/log-inputs', [['deleted run', { run_id: '${two}', datasets: [input({ name: 'late' })] }]]),
  ...refused('runs/outputs', [['deleted run', { run_id: '${two}', models: [{ model_id: '${n}', step: 0 }] }]]),
  post('experiments/delete', { experiment_id: '${e}' }),
  get('runs/get', { run_id: '${run}' }, { why: 'inputs and outputs of a deleted run' }),
]

/** Datasets and models as inputs of runs, models as outputs. */
export const inputsOutputs: Group = { name: 'inputs-outputs', steps: [...inputs, ...outputs] }
