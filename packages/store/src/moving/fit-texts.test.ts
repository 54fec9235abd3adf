import { createExperiment, getRun } from '@tailrace/contract'
import { expect, onEachDatabase, test } from '../each-database.ts'
import { TextFitter, fittingDb } from './fit-texts.ts'
import { TableLoader } from './load-tables.ts'
import { takeRuns } from './take-runs.ts'

const model = (path: string) => ({ artifact_path: path, flavors: { f: 'x'.repeat(3000) } })
const HISTORY = JSON.stringify(['a', 'b', 'c', 'd'].map(model))

onEachDatabase((store) => {
  const isPostgres = () => store.db.dialect === 'postgres'
  const valuesOf = async (run_id: string) => {
    const { info, data } = (await store.call(getRun, { run_id })).run
    return { name: info.run_name, tags: Object.fromEntries((data.tags ?? []).map(({ key, value }) => [key, value])) }
  }

  test('rows of a backup keep their runs: what is too long is cut as MLflow cuts it, else left out, and named', async () => {
    const notes: string[] = []
    const loader = new TableLoader(store.db, (line) => notes.push(line))
    const id = 'a'.repeat(32)
    await loader.add({
      table: 'runs',
      columns: ['run_uuid', 'name', 'user_id', 'status', 'lifecycle_stage', 'experiment_id', 'artifact_uri'],
      rows: [[id, 'n'.repeat(300), 'u\0v', 'FINISHED', 'active', 0, 'file:///a']],
    })
    await loader.add({
      table: 'tags',
      columns: ['key', 'value', 'run_uuid'],
      rows: [
        ['long', '🧪'.repeat(9000), id],
        ['nul', 'a\0b', id],
        ['mlflow.log-model.history', HISTORY, id],
        ['short', 'v', id],
      ],
    })
    const { name, tags } = await valuesOf(id)
    expect(tags['short']).toBe('v')
    if (!isPostgres()) {
      expect([name, tags['long'], tags['mlflow.log-model.history']]).toEqual(['n'.repeat(300), '🧪'.repeat(9000), HISTORY])
      return expect(notes).toEqual([])
    }
    expect([name, tags['long'], tags['nul']]).toEqual([undefined, '🧪'.repeat(8000), ''])
    expect(JSON.parse(tags['mlflow.log-model.history'] ?? '')).toEqual(['c', 'd'].map(model))
    expect(notes).toEqual([
      `runs.name of run_uuid ${id}, name ${'n'.repeat(60)}, experiment_id 0: 300 characters, its column takes 250; left out`,
      `runs.user_id of run_uuid ${id}, name ${'n'.repeat(60)}, experiment_id 0: it holds a NUL character; left out`,
      `tags.value of key long, run_uuid ${id}: 9000 characters, its column takes 8000; cut to 8000`,
      `tags.value of key nul, run_uuid ${id}: it holds a NUL character; left out`,
      expect.stringMatching(/^tags\.value of key mlflow\.log-model\.history, .* the oldest models were left out$/),
    ])
  })

  test('a run that is copied is kept, too, and each value is named once', async () => {
    const notes: string[] = []
    const { experiment_id } = await store.call(createExperiment, { name: 'copied' })
    const run_id = 'b'.repeat(32)
    const run = {
      info: {
        run_uuid: run_id,
        run_id,
        experiment_id,
        run_name: 'r'.repeat(251),
        user_id: 'u',
        status: 'FINISHED',
        start_time: 1,
        artifact_uri: 'file:///a',
        lifecycle_stage: 'active',
      },
      data: { params: [{ key: 'p', value: 'v'.repeat(8001) }], tags: [{ key: 't', value: 'v' }] },
    } as const
    const fitting = fittingDb(store.db, new TextFitter((line) => notes.push(line)))
    const taken = { record: { kind: 'run', run: structuredClone(run) }, experiment_id: Number(experiment_id) } as never
    await takeRuns(fitting, [taken], false)
    await takeRuns(fitting, [taken], true)
    const { name, tags } = await valuesOf(run_id)
    const { data } = (await store.call(getRun, { run_id })).run
    expect([tags['t'], name, data.params?.[0]?.value.length]).toEqual(isPostgres() ? ['v', undefined, 6000] : ['v', 'r'.repeat(251), 8001])
    expect(notes).toHaveLength(isPostgres() ? 2 : 0)
  })
})
