import * as contract from '@tailrace/contract'
import { beforeAll } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

interface Version {
  name: string
  version: number
  time: number | null
  common: string
  rare: string | undefined
}

/** More versions than lead a search by a clause of its filter: 40 models of 10 versions, one in nine without a time. */
const VERSIONS: readonly Version[] = Array.from({ length: 400 }, (_, index) => ({
  name: `m${String(index % 40).padStart(2, '0')}`,
  version: 1 + Math.floor(index / 40),
  time: index % 9 === 0 ? null : 1000 + ((index * 7) % 50),
  common: index % 10 === 0 ? 'no' : 'yes',
  rare: index % 50 === 3 ? 'x' : undefined,
}))
const MODELS = VERSIONS.filter(({ version }) => version === 1)

const byTime = (one: { time: number | null }, other: { time: number | null }, ascending: boolean): number =>
  Number(one.time === null) - Number(other.time === null) || ((one.time ?? 0) - (other.time ?? 0)) * (ascending ? 1 : -1)
const byName = (one: Version, other: Version): number => (one.name < other.name ? -1 : Number(one.name > other.name))

const FILTERS: readonly (readonly [string, (version: Version) => boolean])[] = [
  ['', () => true],
  ["tags.common = 'yes'", ({ common }) => common === 'yes'],
  ["tags.common LIKE 'n%'", ({ common }) => common === 'no'],
  ["tags.rare = 'x' AND tags.common = 'yes'", ({ rare, common }) => rare === 'x' && common === 'yes'],
  ["name LIKE '%3'", ({ name }) => name.endsWith('3')],
  ["name = 'm03'", ({ name }) => name === 'm03'],
]

onEachDatabase((store) => {
  beforeAll(async () => {
    const { db } = store
    const times = ['creation_time bigint', 'last_updated_time bigint']
    await db.insertRows(
      'registered_models',
      ['name text', ...times],
      MODELS.map(({ name, time }) => [name, 1, time]),
    )
    await db.insertRows(
      'model_versions',
      ['name text', 'version integer', ...times, 'current_stage text', 'source text', 'run_id text', 'status text'],
      VERSIONS.map(({ name, version, time }) => [name, version, 1, time, 'None', 's3://b/m', '', 'READY']),
    )
    for (const [table, rows] of [
      ['registered_model', MODELS],
      ['model_version', VERSIONS],
    ] as const) {
      const isModel = table === 'registered_model'
      await db.insertRows(
        `${table}_tags`,
        isModel ? ['name text', 'key text', 'value text'] : ['name text', 'version integer', 'key text', 'value text'],
        rows.flatMap(({ name, version, common, rare }) => {
          const id = isModel ? [name] : [name, version]
          return [[...id, 'common', common], ...(rare === undefined ? [] : [[...id, 'rare', rare]])]
        }),
      )
    }
  })

  for (const [filter, holds] of FILTERS) {
    for (const ascending of [true, false]) {
      const order_by = [`last_updated_timestamp ${ascending ? 'ASC' : 'DESC'}`]
      test(`pages of versions, ${filter || 'all'}, ${order_by[0]}`, async () => {
        const expected = VERSIONS.filter(holds).toSorted(
          (one, other) => byTime(one, other, ascending) || byName(one, other) || other.version - one.version,
        )
        const found: string[] = []
        let token: string | undefined
        do {
          const page = await store.call(contract.searchModelVersions, {
            filter,
            order_by,
            max_results: 7,
            ...(token && { page_token: token }),
          })
          found.push(
            ...((page as { model_versions?: contract.ModelVersion[] }).model_versions ?? []).map(
              ({ name, version }) => `${name}/${version}`,
            ),
          )
          token = page.next_page_token
        } while (token)
        expect(found).toEqual(expected.map(({ name, version }) => `${name}/${version}`))
      })

      test(`pages of models, ${filter || 'all'}, ${order_by[0]}`, async () => {
        const expected = MODELS.filter(holds).toSorted((one, other) => byTime(one, other, ascending) || byName(one, other))
        const found: string[] = []
        let token: string | undefined
        do {
          const page = await store.call(contract.searchRegisteredModels, {
            filter,
            order_by,
            max_results: 3,
            ...(token && { page_token: token }),
          })
          found.push(...(page.registered_models ?? []).map(({ name }) => name))
          token = page.next_page_token
        } while (token)
        expect(found).toEqual(expected.map(({ name }) => name))
      })
    }
  }
})
