import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

const NOBODY = 'f'.repeat(32)
const refusedWith = (source: string, why: string) => `Invalid model version source: '${source}'. ${why}`
const owner = (field: string) => `The ${field} request parameter must identify the resource that contains the source.`
const local = (field: string) =>
  `To use a local path as a model version source, the ${field} request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the ${field}.`
const MATCH = 'The run_id and model_id request parameters must match the referenced model version.'

onEachDatabase((store) => {
  let run = { id: '', uri: '' }
  let logged = { id: '', uri: '' }
  let localRun = { id: '', uri: '' }
  let fileRun = { id: '', uri: '' }
  let localLogged = { id: '', uri: '' }

  const newRun = async (experiment_id: string) => {
    const { info } = (await store.call(contract.createRun, { experiment_id })).run
    return { id: info.run_id, uri: info.artifact_uri ?? '' }
  }
  const newLogged = async (experiment_id: string, extra: object = {}) => {
    const { info } = (await store.call(contract.createLoggedModel, { experiment_id, name: 'l', ...extra })).model
    return { id: info.model_id, uri: info.artifact_uri ?? '' }
  }
  const create = async (source: string, extra: object = {}) =>
    (await store.call(contract.createModelVersion, { name: 'm', source, ...extra })).model_version
  const refusal = (source: string, extra: object = {}) => store.refusal(contract.createModelVersion, { name: 'm', source, ...extra })
  const newest = async () =>
    Number((await store.call(contract.getModelVersionByAlias, { name: 'm', alias: 'latest' })).model_version.version)

  beforeAll(async () => {
    const experiment = async (name: string, artifact_location: string) =>
      (await store.call(contract.createExperiment, { name, artifact_location })).experiment_id
    const onDisk = await experiment('on disk', '/data/disk')
    run = await newRun('0')
    logged = await newLogged('0', { source_run_id: run.id })
    localRun = await newRun(onDisk)
    localLogged = await newLogged(onDisk)
    fileRun = await newRun(await experiment('by URI', 'file:///data/uri'))
    await store.call(contract.createRegisteredModel, { name: 'm' })
    await create(`${run.uri}/model`, { run_id: run.id })
  })

  describe('is taken', () => {
    test('inside the artifacts of the run', async () => {
      for (const part of ['', '/', '/model', '//model']) {
        expect(await create(run.uri + part, { run_id: run.id })).toMatchObject({ source: run.uri + part, run_id: run.id })
      }
      await create(run.uri.replace('mlflow-artifacts:/', 'mlflow-artifacts:///'), { run_id: run.id })
    })

    test('inside the artifacts of the logged model, whatever the run', async () => {
      expect(await create(logged.uri, { model_id: logged.id })).toMatchObject({ run_id: run.id })
      expect(await create(`${logged.uri}/part`, { model_id: logged.id, run_id: NOBODY })).toMatchObject({ run_id: NOBODY })
    })

    test('as runs:/ of the named run, which need not exist', async () => {
      expect(await create(`runs:/${run.id}/model`, { run_id: run.id })).toMatchObject({ source: `runs:/${run.id}/model` })
      await create(`runs:/${NOBODY}`, { run_id: NOBODY })
    })

    test('as a local path or file: inside the artifacts of the run or logged model', async () => {
      const { id: run_id, uri } = localRun
      for (const source of [
        uri,
        `${uri}/a b`,
        `${uri}/a%20b`,
        `${uri}//x/./y`,
        `file://${uri}/x`,
        `file:${uri}/x`,
        `file://localhost${uri}`,
      ]) {
        expect(await create(source, { run_id })).toMatchObject({ source, run_id })
      }
      await create(`${fileRun.uri}/x`, { run_id: fileRun.id })
      await create(fileRun.uri.replace('file://', ''), { run_id: fileRun.id })
      await create(`${localLogged.uri}/x`, { model_id: localLogged.id })
    })

    for (const source of ['s3://bucket/x', 'S3://bucket/..x', 's3://bucket/x y/ü', 'gs://bucket/x', 'wasbs://c@h/x', 'dbfs:/x']) {
      test(`as ${source}, with any run`, async () => {
        expect(await create(source, { run_id: 'anything' })).toMatchObject({ source, run_id: 'anything' })
      })
    }

    for (const [why, reference] of [
      ['number', (version: number) => `/${version}`],
      ['latest', () => '/LATEST'],
      ['stage', () => '/none'],
      ['alias', () => '@best'],
      ['latest as an alias', () => '@latest'],
    ] as const) {
      test(`as another version by its ${why}, whose place and run it has`, async () => {
        const { version } = await create(`${run.uri}/${why}`, { run_id: run.id })
        await store.call(contract.setRegisteredModelAlias, { name: 'm', alias: 'best', version })
        const copy = await create(`models:/m${reference(Number(version))}`)
        expect(copy).toMatchObject({ source: `models:/m/${version}`, run_id: run.id })
        const { artifact_uri } = await store.call(contract.getModelVersionDownloadUri, { name: 'm', version: copy.version })
        expect(artifact_uri).toBe(`${run.uri}/${why}`)
      })
    }

    test('as a placeholder of a prompt', async () => {
      await store.call(contract.createRegisteredModel, { name: 'prompt', tags: [{ key: contract.IS_PROMPT, value: 'true' }] })
      for (const source of ['dummy-source', 'prompt-template']) {
        const tags = [{ key: contract.IS_PROMPT, value: 'True' }]
        expect(await create(source, { name: 'prompt', tags, run_id: 'r', model_id: 'm-none' })).toMatchObject({ source, run_id: 'r' })
      }
    })
  })

  describe('is refused', () => {
    for (const [why, source, extra, message] of [
      ['a local path without a run', () => '/etc/passwd', () => ({}), local('run_id')],
      ['a file without a run', () => 'file:///etc/passwd', () => ({}), local('run_id')],
      ['a relative path', () => 'a/b', () => ({}), local('run_id')],
      ['a relative path with a run', () => 'a/b', () => ({ run_id: localRun.id }), local('run_id')],
      ['a local path elsewhere', () => '/etc/passwd', () => ({ run_id: localRun.id }), local('run_id')],
      ['a local path for a run behind the server', () => '/etc/passwd', () => ({ run_id: run.id }), local('run_id')],
      ['a sibling with the same start', () => `${localRun.uri}x`, () => ({ run_id: localRun.id }), local('run_id')],
      ['a local path for a logged model', () => '/etc', () => ({ model_id: logged.id, run_id: run.id }), local('model_id')],
      [
        'a local path of the run for a logged model',
        () => localRun.uri,
        () => ({ model_id: localLogged.id, run_id: localRun.id }),
        local('model_id'),
      ],
      ['a NUL in a local path', () => `${localRun.uri}/%00`, () => ({ run_id: localRun.id }), local('run_id')],
      ['a file of another host', () => `file://host${localRun.uri}`, () => ({ run_id: localRun.id }), local('run_id')],
      ['two slashes', () => '//host/x', () => ({ run_id: localRun.id }), local('run_id')],
      ['a local path for an unknown run', () => localRun.uri, () => ({ run_id: NOBODY }), owner('run_id')],
      ['a local path for an unknown logged model', () => localRun.uri, () => ({ model_id: 'm-none' }), owner('model_id')],
      ['artifacts without a run', () => `${run.uri}/m`, () => ({}), owner('run_id')],
      ['artifacts of another run', () => 'mlflow-artifacts:/9/x/artifacts', () => ({ run_id: run.id }), owner('run_id')],
      ['artifacts beside those of the run', () => `${run.uri}x`, () => ({ run_id: run.id }), owner('run_id')],
      ['artifacts above those of the run', () => run.uri.replace('/artifacts', ''), () => ({ run_id: run.id }), owner('run_id')],
      ['artifacts of an unknown run', () => run.uri, () => ({ run_id: NOBODY }), owner('run_id')],
      ['artifacts of the run for a logged model', () => run.uri, () => ({ run_id: run.id, model_id: logged.id }), owner('model_id')],
      ['artifacts of a logged model for its run', () => logged.uri, () => ({ run_id: run.id }), owner('run_id')],
      ['artifacts of an unknown logged model', () => logged.uri, () => ({ model_id: 'm-none' }), owner('model_id')],
      ['runs:/ without a run', () => `runs:/${run.id}/m`, () => ({}), owner('run_id')],
      ['runs:/ of another run', () => `runs:/${NOBODY}/m`, () => ({ run_id: run.id }), owner('run_id')],
      ['runs:/ of another server', () => `runs://host/${run.id}/m`, () => ({ run_id: run.id }), owner('run_id')],
      ['a logged model without its id', () => `models:/${logged.id}`, () => ({}), owner('model_id')],
      ['a logged model by another id', () => `models:/${logged.id}`, () => ({ model_id: 'm-x' }), owner('model_id')],
      ['models:/ alone', () => 'models:/', () => ({}), owner('model_id')],
      ['a model without a version', () => 'models:/m', () => ({}), owner('model_id')],
      ['a part of a version', () => 'models:/m/1/part', () => ({}), owner('model_id')],
      [
        'a version of another registry',
        () => 'models://host/m/1',
        () => ({}),
        'Registered model sources must use the active model registry.',
      ],
      ['a version of another run', () => 'models:/m/1', () => ({ run_id: NOBODY }), MATCH],
      ['a version with a logged model', () => 'models:/m/1', () => ({ model_id: logged.id }), MATCH],
    ] as const) {
      test(why, async () => {
        expect(await refusal(source(), extra())).toEqual(['INVALID_PARAMETER_VALUE', refusedWith(source(), message)])
      })
    }

    test('a path that climbs out, named by where it leads', async () => {
      const root = localRun.uri.replace('/artifacts', '')
      for (const climbing of ['/../x', '/%2e%2e/x']) {
        expect((await refusal(localRun.uri + climbing, { run_id: localRun.id }))[1]).toBe(refusedWith(`${root}/x`, local('run_id')))
      }
      const hidden = `${localRun.uri}/%252e%252e/x`
      expect((await refusal(hidden, { run_id: localRun.id }))[1]).toBe(refusedWith(hidden, local('run_id')))
    })

    for (const [source, code, message] of [
      ['models:/nobody/1', 'RESOURCE_DOES_NOT_EXIST', 'Registered Model with name=nobody not found'],
      ['models:/m/9999', 'RESOURCE_DOES_NOT_EXIST', 'Model Version (name=m, version=9999) not found'],
      ['models:/m@nobody', 'INVALID_PARAMETER_VALUE', 'Registered model alias nobody not found.'],
      [
        'models:/m/Bogus',
        'INVALID_PARAMETER_VALUE',
        'Invalid Model Version stage: Bogus. Value must be one of None, Staging, Production, Archived.',
      ],
      ['models:/m/Staging', 'RESOURCE_DOES_NOT_EXIST', "No versions of model with name 'm' and stage 'Staging' found"],
      ['models:/a:b/1', 'INVALID_PARAMETER_VALUE', "Invalid model name 'a:b'. Names cannot contain '/' or ':'."],
    ] as const) {
      test(source, async () => {
        expect(await refusal(source)).toEqual([code, message])
      })
    }

    test('a prompt, as the source of a model', async () => {
      const tags = [{ key: contract.IS_PROMPT, value: 'true' }]
      await store.call(contract.createRegisteredModel, { name: 'hidden', tags })
      await create('dummy-source', { name: 'hidden', tags })
      expect((await refusal('models:/hidden/1'))[1]).toBe(
        refusedWith('models:/hidden/1', 'Prompt versions cannot be used as model version sources.'),
      )
      expect((await refusal('/etc/passwd', { name: 'hidden', tags }))[1]).toBe(
        "Invalid prompt source: '/etc/passwd'. Prompt sources must use an MLflow placeholder.",
      )
      expect((await refusal('dummy-source'))[1]).toBe(refusedWith('dummy-source', local('run_id')))
    })

    test('a deleted logged model', async () => {
      const { id, uri } = await newLogged('0')
      await store.call(contract.deleteLoggedModel, { model_id: id })
      for (const source of [`models:/${id}`, 's3://bucket/x']) {
        expect(await refusal(source, { model_id: id })).toEqual(['RESOURCE_DOES_NOT_EXIST', `Logged model with ID '${id}' not found.`])
      }
      expect((await refusal(uri, { model_id: id }))[1]).toBe(refusedWith(uri, owner('model_id')))
    })

    test('and writes nothing', async () => {
      const before = await newest()
      await refusal('/etc/passwd')
      await refusal('s3://b/x', { model_id: 'm-none' })
      expect(await newest()).toBe(before)
    })
  })
})

onEachDatabase(
  (store) => {
    test('a pattern of the operator must be found in the source', async () => {
      await store.call(contract.createRegisteredModel, { name: 'm' })
      await store.call(contract.createModelVersion, { name: 'm', source: 's3://good/x' })
      for (const source of ['s3://bad/x', 'models:/m/1', '/etc']) {
        expect(await store.refusal(contract.createModelVersion, { name: 'm', source })).toEqual([
          'INVALID_PARAMETER_VALUE',
          `Invalid model version source: '${source}'.`,
        ])
      }
    })

    test('a scheme that the operator allows may name a host, except below the artifacts of a server', async () => {
      const source = 'http://host/good/x'
      expect((await store.call(contract.createModelVersion, { name: 'm', source })).model_version).toMatchObject({ source })
      const proxied = 'http://host/api/2.0/mlflow-artifacts/artifacts/good/x'
      expect(await store.refusal(contract.createModelVersion, { name: 'm', source: proxied })).toEqual([
        'INVALID_PARAMETER_VALUE',
        refusedWith(proxied, owner('run_id')),
      ])
    })
  },
  { source_validation_regex: '^[a-z0-9]+://.*good/', location_rules: { base: '/base', hostSchemes: new Set(['http']) } },
)
