import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

const IS = `tags.\`${contract.IS_PROMPT}\``

onEachDatabase((store) => {
  const search = (request: object) => store.call(contract.searchModelVersions, request)
  const keys = async (request: object) => (await search(request)).model_versions?.map(({ name, version }) => `${name}/${version}`) ?? []

  beforeAll(async () => {
    const model = (name: string) => store.call(contract.createRegisteredModel, { name })
    const add = (name: string, source: string, extra: object = {}) =>
      store.call(contract.createModelVersion, { name, source: `s3://bucket/${source}`, ...extra })
    for (const name of ['alpha', 'beta', 'mixed', 'prompt']) await model(name)
    await add('alpha', 'one', { tags: [{ key: 'stage', value: 'a' }] })
    await add('alpha', 'two', { tags: [{ key: 'stage', value: 'b' }], run_id: 'run-1' })
    await add('alpha', 'TWO')
    await add('alpha', 'deleted')
    await add('beta', 'one', { run_id: 'run-2' })
    await add('mixed', 'plain')
    for (const name of ['mixed', 'prompt']) {
      const tags = [{ key: contract.IS_PROMPT, value: 'true' }]
      await store.call(contract.createModelVersion, { name, source: 'dummy-source', tags })
    }
    await store.call(contract.deleteModelVersion, { name: 'alpha', version: '4' })
    await store.db.run('update model_versions set creation_time = 10 - version, last_updated_time = 100')
    await store.db.run("update model_versions set last_updated_time = 200 where name = 'alpha' and version = 1")
  })

  describe('filters', () => {
    for (const [filter, expected] of [
      ['', ['alpha/1', 'alpha/2', 'alpha/3', 'beta/1']],
      ["name = 'alpha'", ['alpha/1', 'alpha/2', 'alpha/3']],
      ["attribute.name != 'alpha'", ['beta/1']],
      ["name ILIKE 'ALPH_' AND version_number > 1", ['alpha/2', 'alpha/3']],
      ["name IN ('beta', 'gamma')", ['beta/1']],
      ["run_id = 'run-1'", ['alpha/2']],
      ["run_id IN ('run-1', 'run-2')", ['alpha/2', 'beta/1']],
      ["run_id NOT IN ('run-1', 'run-2')", ['alpha/1', 'alpha/3']],
      ["run_id = ''", ['alpha/1', 'alpha/3']],
      ["source_path LIKE 's3://bucket/t%'", ['alpha/2']],
      ["source_path ILIKE '%/two'", ['alpha/2', 'alpha/3']],
      ["source_path = 'REDACTED-SOURCE-PATH'", []],
      ["version_number = 2 AND name = 'alpha'", ['alpha/2']],
      ["version_number = '2'", ['alpha/2']],
      ['version_number != 1', ['alpha/2', 'alpha/3']],
      ['version_number <= 1', ['alpha/1', 'beta/1']],
      ['version_number BETWEEN 2 AND 3', ['alpha/2', 'alpha/3']],
      ["tags.stage = 'a'", ['alpha/1']],
      ["tag.stage != 'a'", ['alpha/2']],
      ["tags.stage LIKE '%' AND NOT version_number = 1", ['alpha/2']],
      ["tags.stage IN ('a', 'b') OR name = 'beta'", ['alpha/1', 'alpha/2', 'beta/1']],
      [`${IS} = 'true'`, ['mixed/2', 'prompt/1']],
      [`${IS} != 'true'`, ['alpha/1', 'alpha/2', 'alpha/3', 'beta/1']],
      [`${IS} = 'false' AND name = 'mixed'`, []],
    ] as const) {
      test(`${filter || 'none'} finds ${expected.join(', ') || 'nothing'}`, async () => {
        expect((await keys({ filter })).toSorted()).toEqual(expected)
      })
    }
  })

  describe('orders', () => {
    for (const [order_by, expected] of [
      [[], ['alpha/1', 'alpha/3', 'alpha/2', 'beta/1']],
      [['name'], ['alpha/3', 'alpha/2', 'alpha/1', 'beta/1']],
      [['name DESC'], ['beta/1', 'alpha/3', 'alpha/2', 'alpha/1']],
      [['version_number'], ['alpha/1', 'beta/1', 'alpha/2', 'alpha/3']],
      [['creation_timestamp'], ['alpha/3', 'alpha/2', 'alpha/1', 'beta/1']],
      [
        ['last_updated_timestamp ASC', 'version_number ASC'],
        ['beta/1', 'alpha/2', 'alpha/3', 'alpha/1'],
      ],
      [
        ['name DESC', 'version_number'],
        ['beta/1', 'alpha/1', 'alpha/2', 'alpha/3'],
      ],
    ] as const) {
      test(`${order_by.join(', ') || 'none'}, on pages of any size`, async () => {
        for (const max_results of [1, 2, 3, 4]) {
          const found: string[] = []
          let page_token: string | undefined
          do {
            const answer = await search({ order_by, max_results, page_token })
            found.push(...(answer.model_versions ?? []).map(({ name, version }) => `${name}/${version}`))
            page_token = answer.next_page_token
          } while (page_token)
          expect(found).toEqual(expected)
        }
      })
    }
  })

  test('gives versions as get does, without aliases', async () => {
    await store.call(contract.setRegisteredModelAlias, { name: 'alpha', alias: 'best', version: '2' })
    const { aliases, ...version } = (await store.call(contract.getModelVersion, { name: 'alpha', version: '2' })).model_version
    expect(aliases).toEqual(['best'])
    expect((await search({ filter: "run_id = 'run-1'" })).model_versions).toEqual([version])
  })

  test('gives a long page whole', async () => {
    await store.call(contract.createRegisteredModel, { name: 'long' })
    const columns = ['workspace text', 'name text', 'version integer', 'current_stage text', 'last_updated_time bigint']
    const rows = Array.from({ length: 1201 }, (_, index) => ['default', 'long', index + 1, 'None', 1])
    await store.db.insertRows('model_versions', columns, rows)
    const { model_versions = [], next_page_token } = await search({
      filter: "name = 'long'",
      order_by: ['version_number'],
      max_results: 1200,
    })
    expect(model_versions.map(({ version }) => Number(version))).toEqual(Array.from({ length: 1200 }, (_, index) => index + 1))
    const rest = await keys({ filter: "name = 'long'", order_by: ['version_number'], page_token: next_page_token })
    expect(rest).toEqual(['long/1201'])
  })

  for (const [why, request, message] of [
    ['a page of none', { max_results: 0 }, 'Invalid value for max_results. It must be a positive integer, but got 0'],
    ['a negative page', { max_results: -1 }, 'Invalid value for max_results. It must be a positive integer, but got -1'],
    [
      'a page too long',
      { max_results: 200_001 },
      "Invalid value \"200001\" for parameter 'max_results' supplied:  Hint: Value was of type 'str'. See the API docs for more information about request parameters.",
    ],
    ['an unknown order', { order_by: ['version'] }, "Invalid order_by clause 'version'. Could not be parsed."],
    ['a fraction', { filter: 'version_number = 1.5' }, "Invalid value for numeric attribute 'version_number': 1.5"],
    ['a word for a number', { filter: "version_number = 'x'" }, "Invalid value for numeric attribute 'version_number': 'x'"],
    ['a token that is none', { page_token: '%%%' }, 'Invalid page token, could not base64-decode'],
  ] as const) {
    test(`refuses ${why}`, async () => {
      expect(await store.refusal(contract.searchModelVersions, request)).toEqual(['INVALID_PARAMETER_VALUE', message])
    })
  }
})
