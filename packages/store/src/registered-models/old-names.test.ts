import * as contract from '@tailrace/contract'
import { expect, onEachDatabase, test } from '../each-database.ts'

onEachDatabase((store) => {
  for (const name of ['team/model', 'a:b', '..', 'a/1', ' team/ä:b ']) {
    test(`a model that was named ${name} before the rule can be read, renamed away and deleted`, async () => {
      const version = { name, version: '1' }
      for (const text of [name, `${name}/2`]) {
        await store.db.insertRows('registered_models', ['name text', 'creation_time bigint', 'last_updated_time bigint'], [[text, 1, 1]])
        await store.db.insertRows(
          'model_versions',
          ['name text', 'version integer', 'creation_time bigint', 'current_stage text', 'source text', 'status text'],
          [[text, 1, 1, 'None', 's3://b/m', 'READY']],
        )
      }
      const { registered_model } = await store.call(contract.getRegisteredModel, { name })
      expect(registered_model.latest_versions?.map((each) => [each.name, each.version])).toEqual([[name, '1']])
      await store.call(contract.setRegisteredModelAlias, { ...version, alias: 'best' })
      expect((await store.call(contract.getModelVersionByAlias, { name, alias: 'best' })).model_version.aliases).toEqual(['best'])
      await store.call(contract.setModelVersionTag, { ...version, key: 'a', value: 'b' })
      expect((await store.call(contract.getModelVersion, version)).model_version.tags).toEqual([{ key: 'a', value: 'b' }])
      const found = await store.call(contract.searchModelVersions, { filter: `name = '${name}'` })
      expect((found as { model_versions?: object[] }).model_versions).toHaveLength(1)
      await store.call(contract.transitionModelVersionStage, { ...version, stage: 'Staging' })
      expect((await store.call(contract.getLatestVersions, { name })).model_versions).toHaveLength(1)

      const before = await store.call(contract.getRegisteredModel, { name })
      for (const new_name of ['b/c', 'b:c']) {
        expect((await store.refusal(contract.renameRegisteredModel, { name, new_name }))[0]).toBe('INVALID_PARAMETER_VALUE')
      }
      expect(await store.call(contract.getRegisteredModel, { name })).toEqual(before)
      expect((await store.refusal(contract.createModelVersion, { name, source: 's3://b/m' }))[0]).toBe('INVALID_PARAMETER_VALUE')
      await store.call(contract.renameRegisteredModel, { name, new_name: 'plain' })
      expect((await store.refusal(contract.getRegisteredModel, { name }))[0]).toBe('INVALID_PARAMETER_VALUE')
      await store.call(contract.deleteRegisteredModel, { name: 'plain' })
      await store.call(contract.deleteModelVersion, { name: `${name}/2`, version: '1' })
      await store.call(contract.deleteRegisteredModel, { name: `${name}/2` })
      expect((await store.refusal(contract.createRegisteredModel, { name: 'x/y' }))[0]).toBe('INVALID_PARAMETER_VALUE')
    })
  }
})
