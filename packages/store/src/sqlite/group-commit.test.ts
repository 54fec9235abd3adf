import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type MlflowError, createExperiment, searchExperiments } from '@tailrace/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { prepareSqlite } from '../migrations/prepare.ts'
import { SqliteConnection } from './connection.ts'
import { DatabaseFile } from './database-file.ts'
import { commitGroup } from './group-commit.ts'
import { monotonicNow } from './lock-deadline.ts'
import type { FromThread, ThreadRequest } from './messages.ts'
import { OPERATOR } from '../caller.ts'
import { openOperatorStore } from '../testing/operator-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'tailrace-group-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const SETTINGS = { artifact_root: '/tmp/a', location_rules: { base: '/tmp' }, truncate_long_values: true }
let files = 0

async function open(): Promise<{ path: string; connection: SqliteConnection }> {
  const path = join(folder, `${++files}.db`)
  const connection = new SqliteConnection(path, SETTINGS)
  await prepareSqlite(connection, SETTINGS)
  connection.exec('pragma journal_mode = wal')
  return { path, connection }
}

const create = (id: number, name: string, deadline: number): ThreadRequest => ({
  id,
  operation: 'createExperiment',
  caller: OPERATOR,
  parsed: { name },
  deadline,
})
const outcomeOf = (message: FromThread): [number, string] =>
  'failure' in message ? [message.id, message.failure.message] : 'answer' in message ? [message.id, 'OK'] : [-1, '?']
const LATER = monotonicNow() + 600_000
const LOCKED = 'The database is locked by another process. Try again.'

describe('requests of one group behind the lock of another process', () => {
  test('fail one by one, each at its own deadline; those that are left are written once the lock is gone', async () => {
    const { path, connection } = await open()
    const neighbor = new DatabaseSync(path)
    neighbor.exec('begin immediate')
    const outcomes: [number, string][] = []
    const now = monotonicNow()
    const requests = [create(1, 'a', LATER), create(2, 'b', now), create(3, 'c', now + 50), create(4, 'd', now)]
    await commitGroup(connection, requests, (message) => {
      outcomes.push(outcomeOf(message))
      if (outcomes.length === 3) neighbor.exec('rollback')
    })
    expect(outcomes.slice(0, 3).toSorted()).toEqual([2, 3, 4].map((id) => [id, LOCKED]))
    expect(outcomes.slice(3)).toEqual([[1, 'OK']])
    const names = neighbor.prepare('select name from experiments order by name').all()
    expect(names.map(({ name }) => name)).toEqual(['Default', 'a'])
    neighbor.close()
    connection.close()
  })
})

describe('a database file that is not at its path any more', () => {
  const refused = expect.stringContaining('was moved, deleted or replaced')
  for (const [how, take] of [
    ['moved', (path: string) => renameSync(path, `${path}.away`)],
    ['deleted', (path: string) => rmSync(path)],
    ['replaced by another', (path: string) => (renameSync(path, `${path}.away`), writeFileSync(path, 'other'))],
    ['whose folder cannot be found', (path: string) => renameSync(path, join(folder, 'elsewhere.db'))],
  ] as const) {
    test(`${how}: writes are refused, and the message shows no path`, async () => {
      const { path, connection } = await open()
      const file = new DatabaseFile(path)
      const outcomes: [number, string][] = []
      const reply = (message: FromThread): void => void outcomes.push(outcomeOf(message))
      await commitGroup(connection, [create(1, 'a', LATER)], reply, { file })
      take(path)
      await commitGroup(connection, [create(2, 'b', LATER), create(3, 'c', LATER)], reply, { file })
      expect(outcomes).toEqual([
        [1, 'OK'],
        [2, refused],
        [3, refused],
      ])
      expect(outcomes.flat().join(' ')).not.toContain(folder)
      connection.close()
    })
  }

  test('one that is moved away during a commit is not acknowledged; one that is back is written to', async () => {
    const { path, connection } = await open()
    const file = new DatabaseFile(path)
    const outcomes: [number, string][] = []
    const reply = (message: FromThread): void => void outcomes.push(outcomeOf(message))
    const exec = connection.exec.bind(connection)
    connection.exec = (sql) => {
      exec(sql)
      if (sql === 'commit') renameSync(path, `${path}.away`)
    }
    await commitGroup(connection, [create(1, 'a', LATER)], reply, { file })
    connection.exec = exec
    renameSync(`${path}.away`, path)
    await commitGroup(connection, [create(2, 'b', LATER)], reply, { file })
    expect(outcomes).toEqual([
      [1, refused],
      [2, 'OK'],
    ])
    connection.close()
  })
})

test('a server whose file was moved refuses writes, goes on reading, says that it is not ready, and goes on when the file is back', async () => {
  const path = join(folder, 'served.db')
  const store = await openOperatorStore(`sqlite:///${path}`, SETTINGS, () => {})
  const creating = (name: string): Promise<string> =>
    store.call(createExperiment, { name }).then(
      () => 'OK',
      (error: unknown) => (error as MlflowError).code,
    )
  expect(await creating('a')).toBe('OK')
  for (const suffix of ['', '-wal', '-shm']) renameSync(path + suffix, `${path}.away${suffix}`)
  expect(await creating('b')).toBe('TEMPORARILY_UNAVAILABLE')
  await expect(store.ready()).rejects.toThrow('was moved, deleted or replaced')
  // More than one reader would start for these.
  const names = await Promise.all(
    Array.from({ length: 40 }, async () => (await store.call(searchExperiments, { max_results: 10 })).experiments?.map(({ name }) => name)),
  )
  for (const found of names) expect(found).toEqual(['a', 'Default'])
  expect(existsSync(path)).toBe(false)
  for (const suffix of ['', '-wal', '-shm']) renameSync(`${path}.away${suffix}`, path + suffix)
  expect(await creating('c')).toBe('OK')
  await store.ready()
  await store.close()
})
