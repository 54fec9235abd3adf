import { createClient } from '@tailrace/sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { tailrace, testFolder, testServer } from '../program-for-tests.ts'

const folder = testFolder()
const url = await testServer(folder)
const models = (...args: string[]) => tailrace({ MLFLOW_TRACKING_URI: url }, 'models', ...args)
const json = async (...args: string[]): Promise<unknown> => JSON.parse((await models(...args, '--json')).out)

beforeAll(async () => {
  const client = createClient({ trackingUri: url })
  for (const name of ['churn', "it's"]) {
    await client.createRegisteredModel({ name, description: `about\t${name}`, tags: [{ key: 'team', value: 'a' }] })
    for (const source of ['s3://b/1', 's3://b/2']) await client.createModelVersion({ name, source })
  }
})

describe('the registry', () => {
  test('versions are moved, named, listed and described', async () => {
    expect(await models('transition', 'churn/1', 'production')).toEqual({ code: 0, out: 'Version 1 of churn is in Production.\n', err: '' })
    expect((await models('transition', 'churn/2', 'Production', '--archive-existing')).code).toBe(0)
    expect((await models('alias', 'set', 'churn/2', 'champion')).out).toBe('churn@champion is version 2.\n')
    expect((await models('alias', 'set', 'churn@champion', 'best')).out).toBe('churn@best is version 2.\n')
    expect((await models('list')).out).toMatch(
      /^name\tlatest\tstages\taliases\tupdated\tdescription\nchurn\t2\tArchived 1, Production 2\tbest 2, champion 2\t\d+\tabout churn\nit's\t2\t\t\t\d+\tabout it's\n$/,
    )
    expect((await models('versions', 'churn')).out).toMatch(
      /^version\tstage\taliases\tcreated\trun\tdescription\n2\tProduction\tbest, champion\t\d+\t\t\n1\tArchived\t\t\d+\t\t\n$/,
    )
    expect(await json('versions', "it's")).toMatchObject([{ version: '2' }, { version: '1' }])
    expect((await models('describe', 'churn')).out).toMatch(/^name\tchurn\n[^]*\nversions\t2\n[^]*\ntags.team\ta\n$/)
    for (const address of ['churn/2', 'churn/Production', 'churn/latest', 'churn@champion'])
      expect(await json('describe', address)).toMatchObject({ version: '2', current_stage: 'Production', source: 's3://b/2' })
    expect((await models('describe', 'churn/1')).out).toMatch(/\nversion\t1\nstage\tArchived\n/)
    expect((await models('alias', 'delete', 'churn@best')).out).toBe('Removed alias best from churn.\n')
    expect(await json('alias', 'set', 'churn/2', 'spare')).toEqual({ name: 'churn', alias: 'spare', version: '2' })
    expect(await json('alias', 'delete', 'churn@spare')).toEqual({ name: 'churn', alias: 'spare' })
    expect(await json('transition', 'churn/2', 'production')).toEqual({ name: 'churn', version: '2', stage: 'Production' })
    expect(await json('describe', 'churn')).toMatchObject({ aliases: [{ alias: 'champion', version: '2' }] })
  })

  test('models are created, registered and deleted', async () => {
    expect(await json('create', 'new', '--description', 'about it', '-t', 'team=b', '-t', 'note=a=b')).toMatchObject({
      name: 'new',
      description: 'about it',
      tags: [
        { key: 'note', value: 'a=b' },
        { key: 'team', value: 'b' },
      ],
    })
    expect((await models('create', 'new')).err).toMatch(/already exists/)
    expect((await models('register', 's3://b/m', 'new', '--tags', 'k=v')).out).toBe('Created version 1 of new from s3://b/m.\n')
    expect(await json('register', 's3://b/m2', 'made-by-register', '--description', 'd')).toMatchObject({ version: '1', description: 'd' })
    expect(await models('delete', 'new/1')).toEqual({
      code: 1,
      out: '',
      err: 'tailrace: Permanently delete version 1 of new? Confirm with --yes.\n',
    })
    expect((await models('delete', 'new/1', '--yes')).out).toBe('Deleted version 1 of new.\n')
    expect((await models('delete', 'new', '-y')).out).toBe('Deleted new with 0 versions.\n')
    expect(await json('delete', 'made-by-register', '--yes')).toEqual({ name: 'made-by-register', versions: 1 })
    expect((await models('delete', 'new', '-y')).err).toMatch(/not found/)
    expect((await models('create', 'x', '-t', 'none')).err).toMatch(/'none' is not of the form key=value/)
  })

  test('lists are filtered and limited', async () => {
    expect(await json('list', '--filter', "name LIKE 'ch%'")).toMatchObject([{ name: 'churn' }])
    expect(await json('list', '--max-results', '1')).toHaveLength(1)
    expect(await json('list', '--max-results', '0')).toEqual([])
  })

  for (const [args, code, message] of [
    [['describe', 'none'], 1, /Registered Model with name=none not found/],
    [['describe', 'churn/9'], 1, /version=9/],
    [['describe', 'churn@none'], 1, /none/],
    [['describe', 'churn/Staging'], 1, /The model churn has no version in Staging\./],
    [['describe', 'churn/1/2'], 1, /does not identify a model version: use name\/version/],
    [['versions', 'none'], 1, /not found/],
    [['list', '--filter', 'nonsense ='], 1, /./],
    [['transition', 'churn', 'Staging'], 1, /'churn' does not identify a model version/],
    [['transition', 'churn/1', 'Live'], 2, /'Live' is not a stage\. Use one of None, Staging, Production, Archived\./],
    [['transition', 'churn/1'], 2, /missing required argument 'stage'/],
    [['alias', 'delete', 'churn'], 1, /'churn' is not an alias: use name@alias/],
    [['alias', 'delete', 'churn@none'], 1, /The model churn has no alias 'none'\./],
    [['alias', 'set', 'churn/9', 'x'], 1, /9/],
    [['alias', 'change'], 2, /unknown command 'change'/],
    [['serve', '-m', 'models:/churn/1'], 1, /`models serve` comes with a later version/],
  ] as const) {
    test(`refused: models ${args.join(' ')}`, async () => {
      const ended = await models(...args)
      expect(ended.err).toMatch(/^tailrace: .*\n$/)
      expect(ended.err).toMatch(message)
      expect([ended.code, ended.out]).toEqual([code, ''])
    })
  }
})
