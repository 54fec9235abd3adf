import * as contract from '@tailrace/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabases } from '../migrations/databases-for-tests.ts'
import { type OperatorStore, openOperatorStore } from '../testing/operator-store.ts'

const SETTINGS = { artifact_root: 'mlflow-artifacts:/', location_rules: { base: '/base' }, truncate_long_values: true }

/** Two servers on one PostgreSQL database, each with its pool; a SQLite file belongs to one server. */
const SERVERS = { sqlite: 1, postgres: 2 }

for (const databases of await emptyDatabases()) {
  describe.skipIf(databases.skipped !== undefined)(`at the same time on ${databases.dialect}`, () => {
    const servers: OperatorStore[] = []
    const faults: Error[] = []
    const on = (index: number): OperatorStore => servers[index % servers.length] as OperatorStore
    /** Runs `count` calls at once, spread over the servers, and gives what each came to. */
    const atOnce = <Result>(count: number, work: (store: OperatorStore, index: number) => Promise<Result>) =>
      Promise.allSettled(Array.from({ length: count }, (_, index) => work(on(index), index)))
    const create = (name: string) => on(0).call(contract.createRegisteredModel, { name })
    const addVersion = async (store: OperatorStore, name: string, extra: object = {}) =>
      Number((await store.call(contract.createModelVersion, { name, source: 's3://bucket/model', ...extra })).model_version.version)
    const rejections = (results: readonly PromiseSettledResult<unknown>[]) =>
      results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as contract.MlflowError).code] : []))
    const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

    beforeAll(async () => {
      const uri = await databases.make()
      for (let server = 0; server < SERVERS[databases.dialect]; server++) {
        servers.push(await openOperatorStore(uri, SETTINGS, (fault) => faults.push(fault)))
      }
    })
    afterAll(async () => {
      await Promise.all(servers.map((server) => server.close()))
      await databases.drop()
    })

    test('of many creations of a name one wins', async () => {
      const results = await atOnce(30, (store) => store.call(contract.createRegisteredModel, { name: 'one' }))
      expect(rejections(results)).toEqual(Array.from({ length: 29 }, () => 'RESOURCE_ALREADY_EXISTS'))
    })

    test('of many renames to a name one wins', async () => {
      for (const index of upTo(10)) await create(`rename-${index}`)
      const results = await atOnce(10, (store, index) =>
        store.call(contract.renameRegisteredModel, { name: `rename-${index + 1}`, new_name: 'renamed' }),
      )
      expect(rejections(results)).toEqual(Array.from({ length: 9 }, () => 'RESOURCE_ALREADY_EXISTS'))
    })

    test('versions are numbered without gaps or repeats', async () => {
      await create('numbered')
      const results = await atOnce(60, (store) => addVersion(store, 'numbered'))
      const numbers = results.map((result) => (result.status === 'fulfilled' ? result.value : 0))
      expect(numbers.toSorted((a, b) => a - b)).toEqual(upTo(60))
    })

    test('a logged model keeps all versions that are made from it', async () => {
      const { model } = await on(0).call(contract.createLoggedModel, { experiment_id: '0', name: 'logged' })
      const { model_id } = model.info
      for (const index of upTo(4)) await create(`from-logged-${index}`)
      const results = await atOnce(20, (store, index) => addVersion(store, `from-logged-${(index % 4) + 1}`, { model_id }))
      expect(rejections(results)).toEqual([])
      const { info } = (await on(1).call(contract.getLoggedModel, { model_id })).model
      const listed = JSON.parse(info.tags?.[0]?.value ?? '[]') as { name: string; version: number }[]
      expect(listed.map(({ name, version }) => `${name}/${version}`).toSorted()).toEqual(
        upTo(4).flatMap((index) => upTo(5).map((version) => `from-logged-${index}/${version}`)),
      )
    })

    test('tags, aliases and stages of one version are all written; archiving leaves one in the stage', async () => {
      await create('busy')
      for (let version = 1; version <= 8; version++) await addVersion(on(0), 'busy')
      const oneVersion = (index: number) => ({ name: 'busy', version: String((index % 8) + 1) })
      const results = await Promise.all([
        atOnce(24, (store, index) =>
          store.call(contract.setModelVersionTag, { ...oneVersion(0), key: `k${index % 3}`, value: String(index) }),
        ),
        atOnce(24, (store, index) =>
          store.call(contract.setRegisteredModelTag, { name: 'busy', key: `k${index % 3}`, value: String(index) }),
        ),
        atOnce(24, (store, index) => store.call(contract.setRegisteredModelAlias, { ...oneVersion(index), alias: 'best' })),
        atOnce(24, (store, index) => store.call(contract.updateModelVersion, { ...oneVersion(0), description: String(index) })),
        atOnce(24, (store, index) =>
          store.call(contract.transitionModelVersionStage, {
            ...oneVersion(index),
            stage: 'Production',
            archive_existing_versions: true,
          }),
        ),
      ])
      expect(results.flatMap(rejections)).toEqual([])
      const { registered_model } = await on(1).call(contract.getRegisteredModel, { name: 'busy' })
      expect(registered_model.tags?.map(({ key }) => key)).toEqual(['k0', 'k1', 'k2'])
      expect(registered_model.aliases).toHaveLength(1)
      const { model_versions = [] } = await on(1).call(contract.searchModelVersions, { filter: "name = 'busy'" })
      expect(model_versions.map(({ current_stage }) => current_stage).toSorted()).toEqual([
        ...Array.from({ length: 7 }, () => 'Archived'),
        'Production',
      ])
    })

    test('an alias never points at a version that was deleted', async () => {
      await create('racing')
      for (let version = 1; version <= 20; version++) await addVersion(on(0), 'racing')
      const results = await atOnce(40, (store, index): Promise<object> => {
        const version = { name: 'racing', version: String((index >> 1) + 1) }
        if (index % 2 === 0) return store.call(contract.deleteModelVersion, version)
        return store.call(contract.setRegisteredModelAlias, { ...version, alias: `a${index}` })
      })
      expect(rejections(results).filter((code) => code !== 'RESOURCE_DOES_NOT_EXIST')).toEqual([])
      expect((await on(1).call(contract.getRegisteredModel, { name: 'racing' })).registered_model).not.toHaveProperty('aliases')
    })

    test('what is written to a model while it is deleted is written before, or not found', async () => {
      for (let round = 0; round < 5; round++) {
        await create('doomed')
        await addVersion(on(0), 'doomed')
        const results = await atOnce(15, (store, index): Promise<unknown> => {
          const version = { name: 'doomed', version: '1' }
          if (index === 7) return store.call(contract.deleteRegisteredModel, { name: 'doomed' })
          if (index % 4 === 0) return addVersion(store, 'doomed')
          if (index % 4 === 1) return store.call(contract.setModelVersionTag, { ...version, key: 'k', value: 'v' })
          if (index % 4 === 2) return store.call(contract.setRegisteredModelAlias, { ...version, alias: 'best' })
          return store.call(contract.setRegisteredModelTag, { name: 'doomed', key: 'k', value: 'v' })
        })
        expect(rejections(results).filter((code) => code !== 'RESOURCE_DOES_NOT_EXIST')).toEqual([])
        expect(results[7]?.status).toBe('fulfilled')
      }
    })

    test('nothing went wrong behind the answers', () => expect(faults).toEqual([]))
  })
}
