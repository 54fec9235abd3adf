import { afterAll, describe, expect, test } from 'vitest'
import { emptyDatabases } from '../migrations/databases-for-tests.ts'
import { openForTests } from '../migrations/open-for-tests.ts'
import { OWN_INDEXES } from '../migrations/own-indexes.ts'
import { prepareDatabase } from '../migrations/prepare.ts'
import { loadDump } from '../migrations/upgrade/old-databases.ts'
import { inspectStore } from './inspect-store.ts'

const databases = await emptyDatabases()
afterAll(() => Promise.all(databases.map(({ drop }) => drop())))

for (const { dialect, skipped, make } of databases) {
  describe.skipIf(skipped !== undefined)(`an inspection on ${dialect}`, () => {
    /** A new database, changed by some statements. */
    const prepared = async (...statements: readonly string[]): Promise<string> => {
      const uri = await make()
      const db = await openForTests(uri)
      await prepareDatabase(db.transaction, { artifact_root: '/root' })
      for (const statement of statements) await db.run(statement)
      await db.close()
      return uri
    }

    test('finds a new database whole', async () => {
      await inspectStore(await prepared(), async ({ unknownIds, ...found }) => {
        expect(found).toEqual({
          schema: { state: 'current' },
          faults: [],
          missing_own_indexes: [],
          missing_indexes: [],
          unfit_texts: [],
          experiments: [{ experiment_id: 0, artifact_location: '/root/0' }],
        })
        expect(await unknownIds(['a'])).toEqual(['a'])
        expect(await unknownIds([])).toEqual([])
      })
    })

    test('knows runs and logged models, deleted or not', async () => {
      const uri = await prepared(
        `insert into runs (run_uuid, experiment_id, lifecycle_stage) values ('run', 0, 'deleted')`,
        `insert into logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status)
         values ('model', 0, 'm', '', 1, 1, 1)`,
      )
      expect(await inspectStore(uri, ({ unknownIds }) => unknownIds(['run', 'none', 'model']))).toEqual(['none'])
    })

    test('finds missing indexes, of both kinds', async () => {
      const [own] = OWN_INDEXES
      const uri = await prepared('drop index index_params_run_uuid', `drop index ${own?.name ?? ''}`)
      await inspectStore(uri, async ({ missing_indexes, missing_own_indexes }) => {
        expect(missing_indexes).toEqual([expect.stringMatching(/^CREATE INDEX index_params_run_uuid ON params/)])
        expect(missing_own_indexes).toEqual([own?.name])
      })
    })

    test('tells an older schema and an empty database', async () => {
      const old = await make()
      await loadDump(`2.9.2.${dialect}.sql`, old)
      const schema = (uri: string) => inspectStore(uri, async (found) => found.schema)
      expect(await schema(old)).toEqual({ state: 'older', found: 'acf3f17fdcc7' })
      const uri = await make()
      await (await openForTests(uri)).close()
      expect(await schema(uri)).toEqual({ state: 'empty' })
      expect(await schema(await prepared('delete from alembic_version'))).toMatchObject({ state: 'refused' })
    })

    test('changes nothing', async () => {
      const uri = await prepared(`drop index ${OWN_INDEXES[0]?.name ?? ''}`)
      for (let time = 0; time < 2; time++) {
        expect(await inspectStore(uri, async (found) => found.missing_own_indexes)).toHaveLength(1)
      }
    })
  })
}
