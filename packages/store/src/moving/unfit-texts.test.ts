import { createRun } from '@tailrace/contract'
import { expect, onEachDatabase, test } from '../each-database.ts'
import { unfitLine, unfitTexts } from './unfit-texts.ts'

onEachDatabase((store) => {
  test('texts that PostgreSQL would not take are found in a SQLite database', async () => {
    const made = []
    for (let n = 0; n < 3; n++) made.push(await store.call(createRun, { experiment_id: '0' }))
    expect(await unfitTexts(store.db)).toEqual([])
    if (store.db.dialect === 'postgres') return
    const [one, two, three] = made.map(({ run }) => run.info.run_id)
    await store.db.run('update runs set name = ? where run_uuid = ?', ['é'.repeat(251), one ?? ''])
    await store.db.run('update runs set name = ? where run_uuid = ?', ['é'.repeat(250), two ?? ''])
    await store.db.run('insert into params (key, value, run_uuid) values (?, ?, ?)', ['p', 'a\0b', three ?? ''])
    const found = await unfitTexts(store.db)
    expect(found.map(unfitLine)).toEqual([
      'runs.name: 1 longer than 250 characters; moving to PostgreSQL cuts these values or leaves them out',
      'params.value: 1 with a NUL character; moving to PostgreSQL cuts these values or leaves them out',
    ])
  })
})
