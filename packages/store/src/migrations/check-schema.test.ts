import { afterAll, describe, expect, test } from 'vitest'
import { MlflowError } from '@tailrace/contract'
import { checkSchema } from './check-schema.ts'
import { createSchema } from './create-schema.ts'
import { emptyDatabases } from './databases-for-tests.ts'
import { openForTests, type TestConnection } from './open-for-tests.ts'
import { prepareDatabase } from './prepare.ts'
import { reflectSchema } from './reflect-schema.ts'
import { REVISIONS } from './revisions.ts'

const databases = await emptyDatabases()
afterAll(() => Promise.all(databases.map(({ drop }) => drop())))

const settings = { artifact_root: 'mlflow-artifacts:/' }
const expected = 'this server needs dc11669786a5 (MLflow 3.17.2)'
const advice = `Stop its server, then run 'tailrace db upgrade <database_uri>'.`

const refusals: [why: string, spoil: string[], message: string][] = [
  [
    'an older revision',
    [`update alembic_version set version_num = '7d34483879f0'`],
    `The database is at schema revision 7d34483879f0 (MLflow 3.12.0), but ${expected}. ${advice}`,
  ],
  [
    'the oldest revision',
    [`update alembic_version set version_num = '451aebb31d03'`],
    `The database is at schema revision 451aebb31d03 (MLflow 1.0), but ${expected}. ${advice}`,
  ],
  [
    'a revision that no release up to now has',
    [`update alembic_version set version_num = 'ffffffffffff'`],
    `The database is at schema revision "ffffffffffff", which is newer than this server or not of MLflow; ${expected}. Nothing was changed.`,
  ],
  [
    'a revision that would break the line',
    [`update alembic_version set version_num = 'a\nb'`],
    String.raw`The database is at schema revision "a\nb", which is newer than this server or not of MLflow; ${expected}. Nothing was changed.`,
  ],
  [
    'tables of another program',
    ['drop table alembic_version', 'create table aardvarks (id integer)'],
    'The database holds tables (aardvarks, assessments, budget_policies, datasets, endpoint_bindings and 60 more) but no schema revision. Give an empty database or one that MLflow made.',
  ],
  [
    'no revision',
    ['delete from alembic_version'],
    'The table alembic_version holds 0 rows where one schema revision belongs. Restore the database from a backup.',
  ],
  [
    'two revisions',
    [`insert into alembic_version (version_num) values ('7d34483879f0')`],
    'The table alembic_version holds 2 rows where one schema revision belongs. Restore the database from a backup.',
  ],
  [
    'the head revision without all its tables',
    ['drop table params', 'drop table job_locks'],
    'The database is at schema revision dc11669786a5 but lacks tables (params, job_locks). Restore it from a backup.',
  ],
]

async function spoilt(db: TestConnection, statements: string[]): Promise<void> {
  await prepareDatabase(db.transaction, settings)
  for (const statement of statements) await db.run(statement)
}

for (const { dialect, skipped, make } of databases) {
  describe.skipIf(skipped !== undefined)(`check of the schema on ${dialect}`, () => {
    for (const [why, spoil, message] of refusals) {
      test(`refuses ${why} and changes nothing`, async () => {
        const db = await openForTests(await make())
        await spoilt(db, spoil)
        const before = await reflectSchema(db)
        await expect(prepareDatabase(db.transaction, settings)).rejects.toThrow(new MlflowError('INVALID_STATE', message))
        expect(await reflectSchema(db)).toEqual(before)
        await db.close()
      })
    }

    test('takes an empty database for empty, tables of our own or not', async () => {
      const db = await openForTests(await make())
      expect(await checkSchema(db)).toBe('empty')
      await db.run('create table tailrace_jobs (id integer)')
      expect(await checkSchema(db)).toBe('empty')
      await createSchema(db, settings)
      expect(await checkSchema(db)).toBe('current')
      await db.close()
    })

    test('accepts tables of others beside the whole schema', async () => {
      const db = await openForTests(await make())
      await spoilt(db, ['create table alembic_version_auth (version_num varchar(32))'])
      expect(await checkSchema(db)).toBe('current')
      await db.close()
    })
  })
}

test('knows all 67 revisions, the head last', () => {
  expect(REVISIONS.size).toBe(67)
  expect([...REVISIONS.keys()].at(-1)).toBe('dc11669786a5')
})
