import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

/** Name in the row and name in the tag, as releases of MLflow left them, and the name that counts. */
const RUNS: readonly (readonly [id: string, column: string | null, tag: string | undefined, name: string | undefined])[] = [
  ['a', '', 'old-run', 'old-run'],
  ['b', null, 'Older Run', 'Older Run'],
  ['c', 'new-run', 'new-run', 'new-run'],
  ['d', 'renamed', 'forgotten', 'renamed'],
  ['e', '', undefined, ''],
  ['f', null, undefined, undefined],
  ['g', '', '', ''],
]

onEachDatabase((store) => {
  beforeAll(async () => {
    await store.db.insertRows(
      'runs',
      ['run_uuid text', 'name text', 'status text', 'start_time bigint', 'lifecycle_stage text', 'experiment_id integer'],
      RUNS.map(([id, column], index) => [id, column, 'FINISHED', index, 'active', 0]),
    )
    await store.db.insertRows(
      'tags',
      ['run_uuid text', 'key text', 'value text'],
      RUNS.flatMap(([id, , tag]) => (tag === undefined ? [] : [[id, 'mlflow.runName', tag]])),
    )
  })

  const search = (request: object) => store.call(contract.searchRuns, { experiment_ids: ['0'], ...request })
  const ids = async (request: object) => ((await search(request)).runs ?? []).map(({ info }) => info.run_id)

  test('the tag stands in where the row has no name', async () => {
    const { runs = [] } = await search({ order_by: ['start_time'] })
    expect(runs.map(({ info }) => info.run_name)).toEqual(RUNS.map(([, , , name]) => name))
    expect((await store.call(contract.getRun, { run_id: 'a' })).run.info.run_name).toBe('old-run')
  })

  describe('filters', () => {
    for (const [filter, expected] of [
      ["run_name = 'old-run'", ['a']],
      ["attributes.`run name` = 'Older Run'", ['b']],
      ["run_name = 'forgotten'", []],
      ["run_name != 'old-run'", ['b', 'c', 'd', 'e', 'g']],
      ["run_name LIKE '%run'", ['a', 'c']],
      ["run_name ILIKE '%RUN'", ['a', 'b', 'c']],
      ["run_name RLIKE '^old'", ['a']],
      ["NOT run_name LIKE '%run'", ['b', 'd', 'e', 'f', 'g']],
    ] as const) {
      test(filter, async () => expect((await ids({ filter })).toSorted()).toEqual(expected))
    }
  })

  test('order and groups go by it', async () => {
    expect((await ids({ order_by: ['run_name'] })).slice(-1)).toEqual(['f'])
    expect(await ids({ order_by: ['run_name DESC'], filter: "run_name LIKE '%run'" })).toEqual(['a', 'c'])
    const group_by = [{ kind: 'attribute', key: 'run_name' }]
    const { groups } = await store.call(contract.groupRuns, { experiment_ids: ['0'], group_by })
    expect(
      groups
        .map(({ values }) => values[0])
        .filter(Boolean)
        .toSorted(),
    ).toEqual(['Older Run', 'new-run', 'old-run', 'renamed'])
  })
})
