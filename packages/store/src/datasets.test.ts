import * as contract from '@tailrace/contract'
import { expect, onEachDatabase, test } from './each-database.ts'

onEachDatabase((store) => {
  const newRun = async (experiment_id: string) => (await store.call(contract.createRun, { experiment_id })).run.info.run_id
  const newExperiment = async (name: string) => (await store.call(contract.createExperiment, { name })).experiment_id
  const input = (name: string, context?: string, tag = 'mlflow.data.context') => ({
    dataset: { name, digest: 'd', source_type: 'local', source: 's' },
    tags: context === undefined ? [] : [{ key: tag, value: context }],
  })
  const search = async (...experiment_ids: string[]) => (await store.call(contract.searchDatasets, { experiment_ids })).dataset_summaries

  test('each dataset comes once a context, those of deleted runs too', async () => {
    const experiment_id = await newExperiment('a')
    const [first, second, elsewhere] = [await newRun(experiment_id), await newRun(experiment_id), await newRun('0')]
    const datasets = [input('wine', 'train'), input('iris'), input('Iris', 'x', 'other')]
    await store.call(contract.logInputs, { run_id: first, datasets })
    await store.call(contract.logInputs, { run_id: second, datasets: [input('wine', 'eval'), input('iris')] })
    await store.call(contract.logInputs, { run_id: elsewhere, datasets: [input('there', 'train')] })
    await store.call(contract.deleteRun, { run_id: first })
    const row = { experiment_id, digest: 'd' }
    const found = [
      { ...row, name: 'Iris' },
      { ...row, name: 'iris' },
      { ...row, name: 'wine', context: 'eval' },
      { ...row, name: 'wine', context: 'train' },
    ]
    expect(await search(experiment_id)).toEqual(found)
    expect(await search(experiment_id, '0', '987654')).toEqual([
      { experiment_id: '0', name: 'there', digest: 'd', context: 'train' },
      ...found,
    ])
  })

  test('no more than 1,000 rows; none is no list', async () => {
    const experiment_id = await newExperiment('many')
    expect(await search(experiment_id)).toBeUndefined()
    const datasets = Array.from({ length: 1001 }, (_, index) => input(`n${index}`))
    await store.call(contract.logInputs, { run_id: await newRun(experiment_id), datasets })
    expect(await search(experiment_id)).toHaveLength(1000)
  })

  const none = 'SearchDatasets request must specify at least one experiment_id.'
  for (const [why, request, message] of [
    ['no list', {}, none],
    ['an empty list', { experiment_ids: [] }, none],
    [
      '21 experiments',
      { experiment_ids: Array.from({ length: 21 }, String) },
      'SearchDatasets request cannot specify more than 20 experiment_ids. Received 21 experiment_ids.',
    ],
    ['an id that is no number', { experiment_ids: ['x'] }, "Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
  ] as const) {
    test(`${why} is refused`, async () => {
      expect(await store.refusal(contract.searchDatasets, request)).toEqual(['INVALID_PARAMETER_VALUE', message])
    })
  }
})
