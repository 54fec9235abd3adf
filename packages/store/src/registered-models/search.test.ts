import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

const IS = `tags.\`${contract.IS_PROMPT}\``

onEachDatabase((store) => {
  const search = async (request: object) => (await store.call(contract.searchRegisteredModels, request)) as Awaited<ReturnType<typeof page>>
  const page = async (request: object) => store.call(contract.searchRegisteredModels, request)
  const names = async (request: object) => (await search(request)).registered_models?.map(({ name }) => name) ?? []

  beforeAll(async () => {
    const create = (name: string, tags: Record<string, string> = {}) =>
      store.call(contract.createRegisteredModel, { name, tags: Object.entries(tags).map(([key, value]) => ({ key, value })) })
    await create('alpha', { team: 'red', stage: 'a' })
    await create('Beta', { team: 'blue' })
    await create('delta_x', { team: 'Red' })
    await create('deltaYx')
    await create('prompt', { [contract.IS_PROMPT]: 'true', team: 'red' })
    await create('Prompt', { [contract.IS_PROMPT]: 'True' })
    await create('none', { [contract.IS_PROMPT]: 'false' })
    await store.db.run("update registered_models set last_updated_time = 100 where name in ('Beta', 'deltaYx')")
    await store.db.run("update registered_models set last_updated_time = 50 where name = 'alpha'")
  })

  describe('filters', () => {
    for (const [filter, expected] of [
      ["name = 'alpha'", ['alpha']],
      ["attribute.name != 'alpha' AND name LIKE '%a'", ['Beta']],
      ["name ILIKE 'BETA'", ['Beta']],
      ["name LIKE 'BETA'", []],
      ["name IN ('alpha', 'Beta', 'prompt')", ['Beta', 'alpha']],
      ["name NOT IN ('alpha', 'none', 'Prompt') AND name LIKE '%e%'", ['Beta', 'deltaYx', 'delta_x']],
      ["tags.team = 'red'", ['alpha']],
      ["tag.team != 'red'", ['Beta', 'delta_x']],
      ["tags.team ILIKE 'RED'", ['alpha', 'delta_x']],
      ["tags.team LIKE 'r%' AND tags.stage = 'a'", ['alpha']],
      ["tags.team LIKE '%e%' AND tags.team LIKE '%d'", ['alpha', 'delta_x']],
      ["name = 'alpha' OR tags.team IN ('blue', 'green')", ['Beta', 'alpha']],
      ["NOT tags.team = 'red' AND name LIKE 'delta%'", ['deltaYx', 'delta_x']],
      ["name RLIKE '^d.*x$'", ['deltaYx', 'delta_x']],
      [`${IS} = 'true'`, ['prompt']],
      [`${IS} = 'true' AND tags.team = 'blue'`, []],
      [`${IS} = 'True'`, ['Prompt']],
      [`${IS} != 'false'`, ['Prompt', 'prompt']],
      [`${IS} != 'true' AND name LIKE '%o%'`, ['Prompt', 'none']],
      [`${IS} = 'false' AND name LIKE '%o%'`, ['Prompt', 'none']],
      [`${IS} LIKE 'true' AND name = 'alpha'`, ['alpha']],
      [`${IS} = 'true' AND ${IS} != 'true'`, []],
      [`${IS} != 'true' AND ${IS} = 'true' AND name = 'alpha'`, ['alpha']],
    ] as const) {
      test(`${filter} finds ${expected.join(', ') || 'nothing'}`, async () => {
        expect((await names({ filter })).toSorted()).toEqual(expected)
      })
    }

    test('none hides prompts', async () => {
      expect((await names({})).toSorted()).toEqual(['Beta', 'Prompt', 'alpha', 'deltaYx', 'delta_x', 'none'])
    })
  })

  describe('orders', () => {
    for (const [order_by, expected] of [
      [['name'], ['Beta', 'alpha', 'deltaYx']],
      [['name DESC'], ['deltaYx', 'alpha', 'Beta']],
      [['timestamp'], ['alpha', 'Beta', 'deltaYx']],
      [['last_updated_timestamp DESC'], ['Beta', 'deltaYx', 'alpha']],
      [
        ['timestamp DESC', 'name DESC'],
        ['deltaYx', 'Beta', 'alpha'],
      ],
    ] as const) {
      test(`${order_by.join(', ')}, on pages of any size`, async () => {
        const filter = "name IN ('alpha', 'Beta', 'deltaYx')"
        const wanted =
          store.db.dialect === 'sqlite' || !order_by[0].startsWith('name') ? expected : await names({ filter, order_by: [...order_by] })
        for (const max_results of [1, 2, 3]) {
          const found: string[] = []
          let page_token: string | undefined
          do {
            const answer = await search({ filter, order_by, max_results, page_token })
            found.push(...(answer.registered_models ?? []).map(({ name }) => name))
            page_token = answer.next_page_token
          } while (page_token)
          expect(found).toEqual(wanted)
        }
      })
    }
  })

  describe('pages', () => {
    test('of no models lead to the same place', async () => {
      const first = await search({ max_results: 2 })
      const none = await search({ max_results: 0, page_token: first.next_page_token })
      expect(none).not.toHaveProperty('registered_models')
      expect(await names({ page_token: none.next_page_token })).toEqual((await names({})).slice(2))
      const start = await search({ max_results: 0 })
      expect(await names({ page_token: start.next_page_token })).toEqual(await names({}))
      expect(await search({ max_results: 0, filter: "name = 'nothing'" })).toEqual({})
    })

    test('of a negative length are those of MLflow', async () => {
      expect(await search({ max_results: -1 })).toEqual({ next_page_token: expect.any(String) as string })
      if (store.db.dialect === 'sqlite') expect(await names({ max_results: -2 })).toEqual((await names({})).slice(0, -2))
      else expect((await store.refusal(contract.searchRegisteredModels, { max_results: -2 }))[0]).toBe('BAD_REQUEST')
    })

    test('are of 100 when nothing is said', async () => {
      const rows = Array.from({ length: 101 }, (_, index) => ['default', `many-${String(index).padStart(3, '0')}`, 1, 1])
      const columns = ['workspace text', 'name text', 'creation_time bigint', 'last_updated_time bigint']
      await store.db.insertRows('registered_models', columns, rows)
      const answer = await search({ filter: "name LIKE 'many-%'" })
      expect(answer.registered_models).toHaveLength(100)
      expect(await names({ filter: "name LIKE 'many-%'", page_token: answer.next_page_token })).toEqual(['many-100'])
    })

    test('neither repeat nor lose a model while others arrive', async () => {
      const first = await search({ filter: "name LIKE 'many-%'", max_results: 50 })
      await store.call(contract.createRegisteredModel, { name: 'many-000-before' })
      const rest = await names({ filter: "name LIKE 'many-%'", page_token: first.next_page_token })
      expect([...(first.registered_models ?? []).map(({ name }) => name), ...rest]).toEqual(
        Array.from({ length: 101 }, (_, index) => `many-${String(index).padStart(3, '0')}`),
      )
    })
  })

  test('gives the newest version of each stage', async () => {
    for (let version = 0; version < 3; version++) await store.call(contract.createModelVersion, { name: 'alpha', source: 's3://b/m' })
    await store.call(contract.transitionModelVersionStage, { name: 'alpha', version: '1', stage: 'Production' })
    const { registered_models } = await search({ filter: "name = 'alpha'" })
    expect(registered_models?.[0]?.latest_versions?.map(({ version }) => version)).toEqual(['1', '3'])
  })

  for (const [why, request, message] of [
    [
      'a page too long',
      { max_results: 1001 },
      "Invalid value \"1001\" for parameter 'max_results' supplied:  Hint: Value was of type 'str'. See the API docs for more information about request parameters.",
    ],
    ['an unknown attribute', { filter: "foo = 'a'" }, "Invalid attribute key 'foo' specified. Valid keys are '{'name'}'"],
    ['an unknown order', { order_by: ['nothing'] }, "Invalid order_by clause 'nothing'. Could not be parsed."],
    ['a field twice', { order_by: ['name', 'name DESC'] }, "`order_by` contains duplicate fields: ['name', 'name DESC']"],
    ['a token that is none', { page_token: '%%%' }, 'Invalid page token, could not base64-decode'],
  ] as const) {
    test(`refuses ${why}`, async () => {
      expect(await store.refusal(contract.searchRegisteredModels, request)).toEqual(['INVALID_PARAMETER_VALUE', message])
    })
  }

  test('refuses a token of another order', async () => {
    const { next_page_token } = await search({ max_results: 1 })
    expect((await store.refusal(contract.searchRegisteredModels, { page_token: next_page_token, order_by: ['timestamp'] }))[1]).toBe(
      'Invalid page token: it was made for another order.',
    )
  })
})
