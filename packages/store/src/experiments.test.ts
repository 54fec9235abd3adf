import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from './each-database.ts'

onEachDatabase((store) => {
  const create = async (name: string, extra: object = {}) => (await store.call(contract.createExperiment, { name, ...extra })).experiment_id
  const get = async (experiment_id: string) => (await store.call(contract.getExperiment, { experiment_id })).experiment

  test('is created below the artifact root, with its tags', async () => {
    const id = await create('made', { tags: [{ key: 'k', value: 'v' }] })
    const experiment = await get(id)
    expect(experiment).toMatchObject({ name: 'made', artifact_location: `mlflow-artifacts:/${id}`, tags: [{ key: 'k', value: 'v' }] })
    expect((await store.call(contract.getExperimentByName, { experiment_name: 'made' })).experiment).toEqual(experiment)
  })

  test('keeps its name while it is deleted; its runs go and come with it', async () => {
    const id = await create('gone')
    const { run } = await store.call(contract.createRun, { experiment_id: id })
    await store.call(contract.deleteExperiment, { experiment_id: id })
    expect((await get(id)).lifecycle_stage).toBe('deleted')
    const stage = async () => (await store.call(contract.getRun, { run_id: run.info.run_id })).run.info.lifecycle_stage
    expect(await stage()).toBe('deleted')
    expect((await store.refusal(contract.createExperiment, { name: 'gone' }))[0]).toBe('RESOURCE_ALREADY_EXISTS')
    expect(await store.refusal(contract.deleteExperiment, { experiment_id: id })).toEqual([
      'RESOURCE_DOES_NOT_EXIST',
      `No Experiment with id=${id} exists`,
    ])
    await store.call(contract.restoreExperiment, { experiment_id: id })
    expect(await stage()).toBe('active')
  })

  test('refuses the 51st custom view and keeps none of the request', async () => {
    const view = (index: number) => ({ key: `mlflow.customView.view${index}`, value: '{}' })
    const id = await create('views', { tags: Array.from({ length: 50 }, (_, index) => view(index)) })
    expect((await store.refusal(contract.setExperimentTag, { experiment_id: id, ...view(50) }))[0]).toBe('INVALID_PARAMETER_VALUE')
    await store.call(contract.setExperimentTag, { experiment_id: id, ...view(3) })
    expect((await get(id)).tags).toHaveLength(50)
  })

  for (const [why, endpoint, request, refusal] of [
    ['no name', contract.createExperiment, {}, ['INVALID_PARAMETER_VALUE', /^Missing value for required parameter 'name'/]],
    [
      'a number as name',
      contract.createExperiment,
      { name: 5 },
      ['INVALID_PARAMETER_VALUE', /^Invalid value 5 for parameter 'name' supplied: {2}Hint/],
    ],
    [
      'a long name',
      contract.createExperiment,
      { name: '🧪'.repeat(501) },
      ['INVALID_PARAMETER_VALUE', /^'name' exceeds the maximum length of 256 characters$/],
    ],
    [
      'a runs:/ location',
      contract.createExperiment,
      { name: 'l', artifact_location: 'runs:/x' },
      ['INVALID_PARAMETER_VALUE', /^Artifact location cannot be a runs:\/ URI/],
    ],
    [
      'a fragment in the location',
      contract.createExperiment,
      { name: 'l', artifact_location: 's3://b/x#y' },
      ['INVALID_PARAMETER_VALUE', /^'artifact_location' URL can't include/],
    ],
    [
      'both spellings of a field',
      contract.getExperiment,
      { experiment_id: '0', experimentId: '0' },
      ['INVALID_PARAMETER_VALUE', /^Request specifies both 'experiment_id' and 'experimentId'/],
    ],
    [
      'an unknown experiment',
      contract.setExperimentTag,
      { experiment_id: '999', key: 'a' },
      ['RESOURCE_DOES_NOT_EXIST', /^No Experiment with id=999 exists$/],
    ],
    [
      'an id beyond every column',
      contract.getExperiment,
      { experiment_id: '99999999999999999999' },
      ['RESOURCE_DOES_NOT_EXIST', /exists$/],
    ],
    [
      'a missing tag',
      contract.deleteExperimentTag,
      { experiment_id: '0', key: 'no' },
      ['RESOURCE_DOES_NOT_EXIST', /^No tag with name: no in experiment with id 0$/],
    ],
    ['a search without max_results', contract.searchExperiments, {}, ['INVALID_PARAMETER_VALUE', /max_results/]],
  ] as const) {
    test(`refuses ${why}`, async () => {
      const [code, message] = await store.refusal(endpoint, request)
      expect(code).toBe(refusal[0])
      expect(message).toMatch(refusal[1])
    })
  }

  describe('search', () => {
    beforeAll(async () => {
      await create('find/one', { tags: [{ key: 'team', value: 'red' }] })
      await create('find/two', { tags: [{ key: 'team', value: 'blue' }] })
      await create('find/Three')
    })
    const names = async (request: object) =>
      (await store.call(contract.searchExperiments, { max_results: 100, ...request })).experiments?.map(({ name }) => name) ?? []

    for (const [filter, found] of [
      ["name LIKE 'find/%'", ['find/one', 'find/two', 'find/Three']],
      ["name ILIKE '%THREE'", ['find/Three']],
      ["tags.team = 'red'", ['find/one']],
      ["tags.team IS NULL AND name LIKE 'find/%'", ['find/Three']],
      ["tags.team IN ('red', 'blue')", ['find/one', 'find/two']],
      ["name = 'find/one' OR name = 'find/Three'", ['find/one', 'find/Three']],
      ["experiment_id = '0'", ['Default']],
      ["creation_time > 0 AND name = 'find/two'", ['find/two']],
    ] as const) {
      test(filter, async () => {
        expect((await names({ filter })).toSorted()).toEqual(found.toSorted())
      })
    }

    test('pages in the order asked for', async () => {
      const request = { filter: "name LIKE 'find/%'", order_by: ['name DESC'], max_results: 2 }
      const first = await store.call(contract.searchExperiments, request)
      const second = await store.call(contract.searchExperiments, { ...request, page_token: first.next_page_token })
      const paged = [...(first.experiments ?? []), ...(second.experiments ?? [])].map(({ name }) => name)
      expect(paged).toEqual(await names({ ...request, max_results: 100 }))
      expect(second.next_page_token).toBeUndefined()
    })
  })

  test('an experiment is created though the sequence is behind the ids that are there', async () => {
    await store.db.insertRows(
      'experiments',
      ['experiment_id integer', 'name text', 'lifecycle_stage text'],
      [1, 2, 3].map((ahead) => [100_000 + ahead, `filled in ${ahead}`, 'active']),
    )
    if (store.db.dialect === 'postgres') await store.db.run('alter sequence experiments_experiment_id_seq restart with 100001')
    const { experiment_id } = await store.call(contract.createExperiment, { name: 'after the sequence' })
    expect(Number(experiment_id)).toBe(100_004)
    expect(await store.refusal(contract.createExperiment, { name: 'filled in 2' })).toEqual([
      'RESOURCE_ALREADY_EXISTS',
      'Experiment(name=filled in 2) already exists. Error: the name is taken.',
    ])
  })
})
