import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { headTables } from './create-schema.ts'
import { emptyDatabases } from './databases-for-tests.ts'
import { openForTests } from './open-for-tests.ts'
import { prepareDatabase } from './prepare.ts'
import { reflectSchema } from './reflect-schema.ts'

const databases = await emptyDatabases()
afterAll(() => Promise.all(databases.map(({ drop }) => drop())))

const settings = { artifact_root: 'mlflow-artifacts:/' }

for (const { dialect, skipped, make } of databases) {
  describe.skipIf(skipped !== undefined)(`new database on ${dialect}`, () => {
    test('has the schema of one that MLflow made', async () => {
      const recorded: unknown = JSON.parse(readFileSync(new URL(`./fixtures/schema.${dialect}.json`, import.meta.url), 'utf8'))
      const db = await openForTests(await make())
      expect(await prepareDatabase(db.transaction, settings)).toEqual({ created: true, missing_indexes: [] })
      const ours = await reflectSchema(db)
      expect(Object.keys(ours.tables)).toHaveLength(65)
      expect(ours).toEqual(recorded)
      expect(Object.keys(ours.tables).toSorted()).toEqual(headTables().toSorted())
      await db.close()
    })

    test('has the rows that MLflow starts with', async () => {
      const before = Date.now()
      const db = await openForTests(await make())
      await prepareDatabase(db.transaction, settings)
      expect(await db.all('select * from alembic_version')).toEqual([{ version_num: 'dc11669786a5' }])
      expect(await db.all('select name, description from workspaces')).toEqual([
        { name: 'default', description: 'Default workspace for legacy resources' },
      ])
      const [experiment, ...others] = await db.all<{ creation_time: unknown; last_update_time: unknown }>('select * from experiments')
      const { creation_time, last_update_time, ...rest } = experiment ?? {}
      expect(rest).toEqual({
        experiment_id: 0,
        name: 'Default',
        artifact_location: 'mlflow-artifacts:/0',
        lifecycle_stage: 'active',
        workspace: 'default',
      })
      expect(others).toEqual([])
      expect(Number(creation_time)).toBeGreaterThanOrEqual(before)
      expect(last_update_time).toEqual(creation_time)
      await db.close()
    })

    test('counts the ids of experiments from 1', async () => {
      const db = await openForTests(await make())
      await prepareDatabase(db.transaction, settings)
      await db.run(`insert into experiments (name) values ('first')`)
      expect(await db.get(`select experiment_id, workspace from experiments where name = 'first'`)).toEqual({
        experiment_id: 1,
        workspace: 'default',
      })
      await db.close()
    })

    test('keeps the names of secrets as they are', async () => {
      const db = await openForTests(await make())
      await prepareDatabase(db.transaction, settings)
      await db.run(`insert into secrets (secret_id, secret_name, encrypted_value, wrapped_dek, kek_version, masked_value, created_at, last_updated_at)
        values ('s', 'name', 'a', 'b', 1, '***', 0, 0)`)
      await db.run(`update secrets set masked_value = '****'`)
      await expect(db.run(`update secrets set secret_name = 'other'`)).rejects.toThrow('secret_id and secret_name are immutable')
      await db.close()
    })
  })
}

for (const [root, location] of [
  ['mlflow-artifacts:/', 'mlflow-artifacts:/0'],
  ['s3://bucket', 's3://bucket/0'],
  ['/var/lib/artifacts', '/var/lib/artifacts/0'],
] as const) {
  test(`artifacts of experiment 0 below ${root} go to ${location}`, async () => {
    const db = await openForTests('sqlite:///:memory:')
    await prepareDatabase(db.transaction, { artifact_root: root })
    expect(await db.get('select artifact_location from experiments')).toEqual({ artifact_location: location })
    await db.close()
  })
}
