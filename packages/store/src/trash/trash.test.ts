import * as contract from '@tailrace/contract'
import { describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'
import { purgeRowsEndpoint } from './purge-rows.ts'

const DAY = 86_400_000
const NOTHING = { run_ids: [], experiment_ids: [], logged_model_ids: [] }
/** Tables in which something of a run, a logged model or an experiment stands. */
const TABLES = [
  'metrics',
  'latest_metrics',
  'params',
  'tags',
  'inputs',
  'input_tags',
  'datasets',
  'runs',
  'logged_models',
  'logged_model_params',
  'logged_model_tags',
  'logged_model_metrics',
  'experiment_tags',
  'experiments',
]

onEachDatabase((store) => {
  let names = 0
  const experiment = async (): Promise<string> =>
    (await store.call(contract.createExperiment, { name: `e${++names}`, tags: [{ key: 'a', value: 'b' }] })).experiment_id
  /** A run with something in every table. */
  const fullRun = async (experiment_id: string, points = 3): Promise<{ run_id: string; model_id: string }> => {
    const tags = [{ key: 't', value: 'v' }]
    const { run_id } = (await store.call(contract.createRun, { experiment_id, start_time: 1, tags })).run.info
    const { model_id } = (
      await store.call(contract.createLoggedModel, { experiment_id, source_run_id: run_id, tags, params: [{ key: 'p', value: '1' }] })
    ).model.info
    await store.call(contract.logParam, { run_id, key: 'p', value: '1' })
    await store.call(contract.logMetric, { run_id, key: 'm', value: 1, timestamp: 1, step: 0, model_id })
    for (let step = 1; step < points; step++) await store.call(contract.logMetric, { run_id, key: 'm', value: step, timestamp: 1, step })
    const dataset = { name: 'd', digest: run_id.slice(0, 8), source_type: 'local', source: '{}' }
    await store.call(contract.logInputs, {
      run_id,
      datasets: [{ dataset, tags: [{ key: 'context', value: 'x' }] }],
      models: [{ model_id }],
    })
    await store.call(contract.logOutputs, { run_id, models: [{ model_id, step: 1 }] })
    return { run_id, model_id }
  }
  const rows = async (): Promise<Record<string, number>> => {
    const counted: Record<string, number> = {}
    for (const table of TABLES) counted[table] = Number((await store.db.get<{ n: number }>(`select count(*) as n from ${table}`))?.n)
    return counted
  }
  const purge = async (what: object): Promise<void> => {
    while ((await store.call(purgeRowsEndpoint, { ...NOTHING, ...what })).changed > 0);
  }

  describe('the list of the trash', () => {
    test('holds deleted runs and models, and everything of a deleted experiment', async () => {
      const [kept, gone] = [await experiment(), await experiment()]
      const [one, two, inside] = [await fullRun(kept), await fullRun(kept), await fullRun(gone)]
      await store.call(contract.deleteRun, { run_id: one.run_id })
      await store.call(contract.deleteLoggedModel, { model_id: two.model_id })
      await store.call(contract.deleteExperiment, { experiment_id: gone })
      const trash = await store.call(contract.listTrash, {})
      expect(trash.experiment_ids).toEqual([gone])
      const place = (experiment_id: string, id: string) => ({ experiment_id, artifact_uri: `mlflow-artifacts:/${experiment_id}/${id}` })
      expect(trash.runs.toSorted((a, b) => Number(a.experiment_id) - Number(b.experiment_id))).toEqual([
        { run_id: one.run_id, ...place(kept, `${one.run_id}/artifacts`) },
        { run_id: inside.run_id, ...place(gone, `${inside.run_id}/artifacts`) },
      ])
      expect(trash.logged_models.map(({ model_id }) => model_id).toSorted()).toEqual([two.model_id, inside.model_id].toSorted())
      expect(await store.call(contract.listTrash, { ...NOTHING, run_ids: [one.run_id] })).toEqual({
        runs: [{ run_id: one.run_id, ...place(kept, `${one.run_id}/artifacts`) }],
        experiment_ids: [],
        logged_models: [],
      })
      await purge({ run_ids: trash.runs.map(({ run_id }) => run_id), experiment_ids: [gone] })
      await purge({ logged_model_ids: [two.model_id] })
    })

    test('leaves out what was deleted a short time ago', async () => {
      const { run_id } = await fullRun('0')
      await store.call(contract.deleteRun, { run_id })
      expect((await store.call(contract.listTrash, { older_than: DAY })).runs).toEqual([])
      await store.db.run('update runs set deleted_time = deleted_time - ? where run_uuid = ?', [2 * DAY, run_id])
      expect((await store.call(contract.listTrash, { older_than: DAY })).runs).toHaveLength(1)
      await purge({ run_ids: [run_id] })
    })
  })

  describe('refusals', () => {
    const active = 'a'.repeat(32)
    const young = 'b'.repeat(32)
    const model = `m-${'c'.repeat(32)}`
    const prepare = async (): Promise<string> => {
      await store.db.run("insert into runs (run_uuid, experiment_id, lifecycle_stage) values (?, 0, 'active') on conflict do nothing", [
        active,
      ])
      await store.db.run(
        "insert into runs (run_uuid, experiment_id, lifecycle_stage, deleted_time) values (?, 0, 'deleted', ?) on conflict do nothing",
        [young, Date.now()],
      )
      await store.db.run(
        `insert into logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status,
         lifecycle_stage) values (?, 0, 'm', '', 1, 1, 1, 'active') on conflict do nothing`,
        [model],
      )
      const id = await experiment()
      await store.call(contract.deleteExperiment, { experiment_id: id })
      return id
    }
    const NONE = 'RESOURCE_DOES_NOT_EXIST'
    const WRONG = 'INVALID_PARAMETER_VALUE'
    for (const [why, request, code, message] of [
      ['no such run', { run_ids: ['nope'] }, NONE, 'Run with id=nope not found'],
      [
        'an active run',
        { run_ids: [active] },
        WRONG,
        `Run ${active} is not in \`deleted\` lifecycle stage. Only runs in \`deleted\` lifecycle stage can be deleted.`,
      ],
      [
        'a young run',
        { run_ids: [young], older_than: DAY + 7_200_500 },
        WRONG,
        `Run ${young} is not older than the required age. Only runs older than 1d2h0.5s can be deleted.`,
      ],
      ['no such experiment', { experiment_ids: ['77777'] }, NONE, 'No Experiment with id=77777 exists'],
      ['no number', { experiment_ids: ['x'] }, WRONG, "Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
      [
        'an active experiment',
        { experiment_ids: ['0'] },
        WRONG,
        "Experiments ['0'] are not in the deleted lifecycle stage. Only experiments in the deleted lifecycle stage can be hard-deleted.",
      ],
      [
        'a young experiment',
        { experiment_ids: ['<young>'], older_than: DAY },
        WRONG,
        "Experiments ['<young>'] are not older than the required age. Only experiments older than 1d can be deleted.",
      ],
      ['no such model', { logged_model_ids: ['nope'] }, NONE, "Logged model with ID 'nope' not found."],
      [
        'an active model',
        { logged_model_ids: [model] },
        WRONG,
        `Logged model ${model} is not in \`deleted\` lifecycle stage. Only logged models in \`deleted\` lifecycle stage can be deleted.`,
      ],
    ] as const) {
      test(why, async () => {
        const id = await prepare()
        const text = JSON.stringify(request).replace('<young>', id)
        expect(await store.refusal(contract.listTrash, JSON.parse(text))).toEqual([code, message.replace('<young>', id)])
      })
    }
  })

  describe('a purge', () => {
    test('of a run takes everything of it and leaves the rest', async () => {
      const before = await rows()
      const other = await experiment()
      const kept = await fullRun(other)
      const withKept = await rows()
      const { run_id, model_id } = await fullRun(other)
      await store.call(contract.deleteRun, { run_id })
      await purge({ run_ids: [run_id] })
      // Its logged model and its dataset are the experiment's.
      const stays = ['datasets', 'logged_models', 'logged_model_params', 'logged_model_tags']
      const expected = Object.entries(withKept).map(([table, n]) => [table, stays.includes(table) ? n + 1 : n])
      expect(await rows()).toEqual(Object.fromEntries(expected))
      expect((await store.call(contract.getRun, { run_id: kept.run_id })).run.inputs?.dataset_inputs).toHaveLength(1)
      await store.call(contract.deleteLoggedModel, { model_id })
      await purge({ logged_model_ids: [model_id] })
      await store.call(contract.deleteExperiment, { experiment_id: other })
      await purge({ run_ids: [kept.run_id], logged_model_ids: [kept.model_id], experiment_ids: [other] })
      expect(await rows()).toEqual(before)
    })

    test('leaves what is active', async () => {
      const { run_id, model_id } = await fullRun('0')
      const before = await rows()
      await purge({ run_ids: [run_id], experiment_ids: ['0'], logged_model_ids: [model_id] })
      expect(await rows()).toEqual(before)
    })

    test('takes runs of a deleted experiment that are active again', async () => {
      const experiment_id = await experiment()
      const { run_id } = await fullRun(experiment_id)
      await store.call(contract.deleteExperiment, { experiment_id })
      await store.db.run("update runs set lifecycle_stage = 'active' where run_uuid = ?", [run_id])
      await purge({ run_ids: [run_id], experiment_ids: [experiment_id] })
      expect(await store.refusal(contract.getExperiment, { experiment_id })).toEqual([
        'RESOURCE_DOES_NOT_EXIST',
        `No Experiment with id=${experiment_id} exists`,
      ])
    })

    test('frees the name of an experiment', async () => {
      const { experiment_id } = await store.call(contract.createExperiment, { name: 'again' })
      await store.call(contract.deleteExperiment, { experiment_id })
      await purge({ experiment_ids: [experiment_id] })
      const again = await store.call(contract.createExperiment, { name: 'again' })
      const found = await store.call(contract.getExperimentByName, { experiment_name: 'again' })
      expect(found.experiment.experiment_id).toBe(again.experiment_id)
    })

    test('of many points asks to be called again', async () => {
      const { run_id } = await fullRun('0')
      await store.db.run(
        store.db.dialect === 'sqlite'
          ? `insert into metrics (key, value, timestamp, run_uuid, step, is_nan)
             with recursive n(i) as (select 10 union all select i + 1 from n where i < 60000) select 'm', i, 1, ?, i, false from n`
          : `insert into metrics (key, value, timestamp, run_uuid, step, is_nan) select 'm', i, 1, ?, i, false from generate_series(10, 60000) i`,
        [run_id],
      )
      await store.call(contract.deleteRun, { run_id })
      expect(await store.call(purgeRowsEndpoint, { run_ids: [run_id] })).toEqual({ changed: 50_000 })
      expect(await store.call(purgeRowsEndpoint, { run_ids: [run_id] })).toEqual({ changed: 0 })
      expect(await store.refusal(contract.getRun, { run_id })).toEqual(['RESOURCE_DOES_NOT_EXIST', `Run with id=${run_id} not found`])
    })
  })
})
