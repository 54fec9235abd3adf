import { Artifacts, createClient } from '@tailrace/sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { tailrace, testFolder, testServer } from '../../program-for-tests.ts'
import { requirements } from './environment.ts'

const url = await testServer(testFolder())
const client = createClient({ trackingUri: url })
const compare = (...args: string[]) => tailrace({ MLFLOW_TRACKING_URI: url }, 'runs', 'compare', ...args)
const ids: string[] = []

interface Given {
  name: string
  loss: number
  lr: string
  numpy: string
  digest: string
}

/** A run with a dataset, and a logged model: as a 3.x client keeps it, or as a 2.x client. */
async function makeRun({ name, loss, lr, numpy, digest }: Given, generation: 2 | 3): Promise<string> {
  const { run } = await client.createRun({ experiment_id: '0', run_name: name, start_time: 1000n, user_id: 'ana' })
  const { run_id, artifact_uri = '' } = run.info
  await client.logBatch({
    run_id,
    metrics: [{ key: 'loss', value: loss, timestamp: 1n }],
    params: [
      { key: 'lr', value: lr },
      { key: 'same', value: 'x' },
    ],
    tags: [
      { key: 'mlflow.source.git.commit', value: `${lr}abc` },
      { key: 'team', value: '<b>|a' },
    ],
  })
  const dataset = { name: 'rows', digest, source_type: 'local', source: '{}' }
  await client.logInputs({ run_id, datasets: [{ dataset, tags: [{ key: 'mlflow.data.context', value: 'train' }] }] })
  const files = {
    'requirements.txt': `numpy==${numpy}\nscikit_learn>=1.5 # pinned elsewhere\n-r other.txt\n`,
    'python_env.yaml': 'python: 3.11.2\nbuild_dependencies:\n- pip==23.0\ndependencies:\n- -r requirements.txt\n',
    'conda.yaml': `dependencies:\n- python=3.11.2\n- pip<=23.0\n- pip:\n  - numpy==${numpy}\n`,
  }
  if (generation === 3) {
    const { model } = await client.createLoggedModel({ experiment_id: '0', name: 'model', source_run_id: run_id })
    await client.logOutputs({ run_id, models: [{ model_id: model.info.model_id, step: 0n }] })
    const artifacts = new Artifacts(client, { model_id: model.info.model_id }, model.info.artifact_uri)
    for (const [path, text] of Object.entries(files)) await artifacts.write(path, text)
  } else {
    const history = JSON.stringify([{ artifact_path: 'model' }])
    await client.setTag({ run_id, key: 'mlflow.log-model.history', value: history })
    const artifacts = new Artifacts(client, { run_id }, artifact_uri)
    for (const [path, text] of Object.entries(files)) await artifacts.write(`model/${path}`, text)
  }
  await client.updateRun({ run_id, status: 'FINISHED', end_time: 3000n })
  return run_id
}

beforeAll(async () => {
  ids.push(await makeRun({ name: 'base', loss: 0.5, lr: '0.1', numpy: '1.26.4', digest: 'd1' }, 3))
  ids.push(await makeRun({ name: 'new', loss: 0.25, lr: '0.2', numpy: '2.0.1', digest: 'd2' }, 2))
  ids.push(await makeRun({ name: 'new', loss: 0.25, lr: '0.2', numpy: '2.0.1', digest: 'd2' }, 2))
})

describe('runs compare', () => {
  test('shows what differs: a line a thing, for programs', async () => {
    const { out } = await compare('base', ids[1] ?? '')
    expect(out).toBe(
      [
        `section\tname\t${ids[0]}\t${ids[1]}`,
        'params\tlr\t0.1\t0.2',
        'metrics\tloss\t0.5\t0.25',
        'code\tcommit\t0.1abc\t0.2abc',
        'environment\tnumpy\t==1.26.4\t==2.0.1',
        'datasets\trows (train)\td1\td2',
        '',
      ].join('\n'),
    )
  })

  test('shows everything when asked, as JSON', async () => {
    const all = JSON.parse((await compare(...ids, '--all', '--json')).out) as Record<string, Record<string, unknown>>
    expect(all['runs']).toMatchObject([{ run_name: 'base' }, { run_name: 'new' }, { run_name: 'new' }])
    expect(all['params']).toEqual({ lr: ['0.1', '0.2', '0.2'], same: ['x', 'x', 'x'] })
    expect(all['tags']).toEqual({ team: Array.from({ length: 3 }, () => '<b>|a') })
    expect(all['environment']).toMatchObject({ python: ['3.11.2', '3.11.2', '3.11.2'], 'scikit-learn': ['>=1.5', '>=1.5', '>=1.5'] })
    expect(all['run']).toMatchObject({ user: ['ana', 'ana', 'ana'], duration: ['2 s', '2 s', '2 s'] })
  })

  test('makes Markdown of which nothing can break out', async () => {
    const { out } = await compare('base', ids[1] ?? '', '--markdown', '--all')
    expect(out).toContain('### base and new\n')
    expect(out).toContain(
      '#### Metrics\n\n|  | base | new | difference |\n| --- | ---: | ---: | ---: |\n| loss | 0.5 | 0.25 | -0.25 (-50 %) |\n',
    )
    expect(out).toContain('| team | &lt;b&gt;\\|a | &lt;b&gt;\\|a |')
  })

  test('says that nothing differs', async () => {
    expect((await compare(ids[1] ?? '', ids[2] ?? '', '--markdown')).out).toBe('### new and new\n\nNothing differs.\n')
    expect(JSON.parse((await compare(ids[1] ?? '', ids[2] ?? '', '--json')).out)).toMatchObject({
      params: {},
      metrics: {},
      environment: {},
    })
  })

  for (const [why, args, code, message] of [
    ['one run', ['base'], 2, /Give at least two runs/],
    ['none', [], 2, /missing required argument 'runs'/],
    ['a name of several', ['base', 'new'], 1, /Several runs are called 'new': name one by its id/],
    ['a name of none', ['base', 'nowhere'], 1, /Run with id or name 'nowhere' not found/],
    ['two forms', ['base', 'base', '--json', '--markdown'], 2, /cannot be used with/],
  ] as const) {
    test(`refuses ${why}`, async () => {
      const ended = await compare(...args)
      expect(ended.err).toMatch(/^tailrace: .*\n$/)
      expect(ended.err).toMatch(message)
      expect([ended.code, ended.out]).toEqual([code, ''])
    })
  }
})

describe('requirements', () => {
  for (const [line, expected] of [
    ['numpy==1.26.4', { numpy: '==1.26.4' }],
    ['Scikit_Learn >= 1.5', { 'scikit-learn': '>= 1.5' }],
    ['torch', { torch: 'any' }],
    ['mlflow[extras]==3.4 ; python_version > "3"', { 'mlflow[extras]': '==3.4 ; python_version > "3"' }],
    ['git @ https://example.com/x.git#egg=git', { git: '@ https://example.com/x.git#egg=git' }],
    ['# note', {}],
    ['-r more.txt', {}],
    ['', {}],
  ] as const) {
    test(JSON.stringify(line), () => expect(requirements(line)).toEqual(expected))
  }
})
