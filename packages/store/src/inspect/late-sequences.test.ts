import { expect, onEachDatabase, test } from '../each-database.ts'
import { lateSequences } from './late-sequences.ts'

onEachDatabase((store) => {
  test('a sequence behind its column is named with the command that sets it right', async () => {
    if (store.db.dialect === 'sqlite') return
    expect(await lateSequences(store.db)).toEqual([])
    await store.db.insertRows('experiments', ['experiment_id integer', 'name text'], [[70, 'filled in']])
    expect(await lateSequences(store.db)).toEqual([
      `the sequence experiments_experiment_id_seq is at 1, but experiments.experiment_id goes up to 70; set it with: select setval('experiments_experiment_id_seq', 70)`,
    ])
    await store.db.get("select setval('experiments_experiment_id_seq', 70)")
    expect(await lateSequences(store.db)).toEqual([])
  })
})
