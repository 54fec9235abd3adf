import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import type { Db } from './database.ts'
import { expect, onEachDatabase, test } from './each-database.ts'
import { BIG_EXPERIMENT, LONG_RUN, SMALL_EXPERIMENTS, SOME_MODEL, fillDatabase } from './sql-record/big-database.ts'
import { detoursOf, isDrivenByList, scansOf } from './sql-record/explain.ts'
import { type Statement, recordCall } from './sql-record/recording-db.ts'
import { walkOperations } from './sql-record/walk.ts'

const ALL = [BIG_EXPERIMENT, ...SMALL_EXPERIMENTS]
/** Runs of one chart. */
const MANY_RUNS = Array.from({ length: 100 }, (_, index) => index.toString(16).padStart(32, '0'))
const now = { timestamp: 9, step: 9 }

/** The operations that must stay fast: what they are, endpoint, request. */
const HOT: readonly (readonly [string, contract.Endpoint, object])[] = [
  ['a run', contract.getRun, { run_id: LONG_RUN }],
  ['a metric', contract.logMetric, { run_id: LONG_RUN, key: 'loss', value: 1, ...now }],
  ['a metric of a model', contract.logMetric, { run_id: LONG_RUN, key: 'acc', value: 1, ...now, model_id: SOME_MODEL }],
  ['a param', contract.logParam, { run_id: LONG_RUN, key: 'new', value: 'x' }],
  ['a tag', contract.setTag, { run_id: LONG_RUN, key: 'team', value: 'x' }],
  [
    'a batch',
    contract.logBatch,
    {
      run_id: LONG_RUN,
      metrics: ['acc', 'f1'].map((key) => ({ key, value: 1, ...now })),
      params: [{ key: 'newer', value: 'x' }],
      tags: [{ key: 'newer', value: 'x' }],
    },
  ],
  ['tags of runs', contract.changeRuns, { run_ids: [LONG_RUN], action: 'set_tags', tags: [{ key: 'new', value: 'x' }] }],
  ['tags of runs away', contract.changeRuns, { run_ids: [LONG_RUN], action: 'delete_tags', tag_keys: ['new'] }],
  ['history', contract.getMetricHistory, { run_id: LONG_RUN, metric_key: 'loss' }],
  ['history of runs', contract.getMetricHistoryBulk, { run_id: [LONG_RUN], metric_key: 'loss' }],
  ['sampled history', contract.getMetricHistoryBulkInterval, { run_ids: [LONG_RUN], metric_key: 'loss', max_results: 100 }],
  ['a chart', contract.queryMetricHistory, { run_ids: [LONG_RUN], metric_keys: ['loss'], buckets: 100 }],
  ['a chart by time', contract.queryMetricHistory, { run_ids: [LONG_RUN], metric_keys: ['loss'], buckets: 100, x: 'time' }],
  [
    'a smoothed chart',
    contract.queryMetricHistory,
    { run_ids: [LONG_RUN], metric_keys: ['loss'], buckets: 100, smoothing: 0.9, start: 50 },
  ],
  ['a chart of many runs', contract.queryMetricHistory, { run_ids: MANY_RUNS, metric_keys: ['loss', 'acc'] }],
  ['a band', contract.queryMetricBands, { groups: [{ group: 'g', run_ids: MANY_RUNS }], metric_keys: ['loss', 'acc'] }],
  ['a version', contract.getModelVersion, { name: 'model 7', version: '3' }],
  ['latest versions', contract.getLatestVersions, { name: 'model 7' }],
  ['versions of a model', contract.searchModelVersions, { filter: "name = 'model 7'" }],
  ['versions of a run', contract.searchModelVersions, { filter: `run_id = '${LONG_RUN}'` }],
  ['newest versions', contract.searchModelVersions, { max_results: 10 }],
  ['versions by a tag', contract.searchModelVersions, { filter: "tags.commit = 'v7'" }],
  ['versions of a source', contract.searchModelVersions, { filter: "source_path = 's3://b/m7'" }],
  ['models by name', contract.searchRegisteredModels, { max_results: 10 }],
  ['newest models', contract.searchRegisteredModels, { max_results: 10, order_by: ['last_updated_timestamp DESC'] }],
  ['models by a tag', contract.searchRegisteredModels, { filter: "tags.commit = 'v7'" }],
  ['a model', contract.getRegisteredModel, { name: 'model 7' }],
  ['a logged model', contract.getLoggedModel, { model_id: SOME_MODEL }],
  ['newest logged models', contract.searchLoggedModels, { experiment_ids: [BIG_EXPERIMENT] }],
  ['logged models by a metric', contract.searchLoggedModels, { experiment_ids: [BIG_EXPERIMENT], filter: 'metrics.acc > 98' }],
  ['logged models by a tag', contract.searchLoggedModels, { experiment_ids: [BIG_EXPERIMENT], filter: "tags.team = 'v1'" }],
]

const FEW_KEYS = { params: ['lr'], metrics: ['acc'], tags: ['team'] }
const BY_PARAM = { group_by: [{ kind: 'param', key: 'opt' }], metrics: ['acc', 'loss'], params: ['lr', 'opt'] }

/** What tables and charts of runs ask, over the same experiments. */
const QUERIES: readonly (readonly [string, contract.Endpoint, object])[] = [
  ['a page of some keys, with the total', contract.queryRuns, { ...FEW_KEYS, total: true }],
  ['a page with the places of its runs', contract.queryRuns, { ...FEW_KEYS, ordinals: true }],
  ['a page of all keys', contract.queryRuns, {}],
  ['a page of many keys', contract.queryRuns, { metrics: Array.from({ length: 30 }, (_, index) => `m${index}`) }],
  [
    'a page with extremes',
    contract.queryRuns,
    {
      ...FEW_KEYS,
      extremes: [
        { key: 'acc', extreme: 'max' },
        { key: 'loss', extreme: 'max', at: 'acc' },
      ],
    },
  ],
  ['a page of the keys that tell most', contract.queryRuns, { automatic: {}, total: true, roots_only: true }],
  ['roots', contract.queryRuns, { roots_only: true, total: true }],
  ['metrics of children', contract.queryRuns, { ...FEW_KEYS, roots_only: true, child_metrics: true }],
  [
    'many metrics of children',
    contract.queryRuns,
    { metrics: Array.from({ length: 30 }, (_, index) => `m${index}`), roots_only: true, child_metrics: true },
  ],
  ['children', contract.queryRuns, { parent_run_id: LONG_RUN, total: true }],
  ['the total by a metric', contract.queryRuns, { ...FEW_KEYS, filter: 'metrics.acc >= 0', total: true }],
  ['columns', contract.runColumns, { sample: 200 }],
  ['columns of some keys', contract.runColumns, { keys: FEW_KEYS }],
  ['groups', contract.groupRuns, BY_PARAM],
  ['groups by a dataset', contract.groupRuns, { group_by: [{ kind: 'dataset', key: 'name' }] }],
  ['a summary', contract.summarizeExperiments, {}],
]

/** Searches for runs, over one large experiment, one small, all and all small ones. */
const SEARCHES: Readonly<Record<string, object>> = {
  newest: {},
  'by a metric': { filter: 'metrics.acc > 990' },
  'by a metric that most have': { filter: 'metrics.acc >= 0' },
  'by a param': { filter: "params.lr = 'v7'" },
  'by a param that many have': { filter: "params.opt = 'v1'" },
  'by a tag': { filter: "tags.commit = 'v7'" },
  'by a tag that many have': { filter: "tags.team = 'v1'" },
  'by a dataset': { filter: "dataset.name = 'iris'" },
  'ordered by a metric': { order_by: ['metrics.acc DESC'] },
  'ordered by a metric, ascending': { order_by: ['metrics.acc ASC'] },
}

/** Scans that the tests let pass, as `dialect operation scan`, each with its reason. One that no longer happens must leave this list. */
const ALLOWED: Readonly<Record<string, string>> = {
  'sqlite summarizeExperiments latest_metrics': 'the best values of a metric, as many as a limit says',
  'postgres summarizeExperiments latest_metrics': 'the best values of a metric, as many as a limit says',
  'sqlite searchLoggedModels logged_models': 'the experiment leads; the list of datasets is a condition on its models',
  'postgres searchLoggedModels logged_models': 'the experiment leads; the list of datasets is a condition on its models',
  'postgres searchRuns runs': 'the order of the page leads; the list is a condition of the filter',
  'sqlite purgeRows online_scoring_configs': 'SQLite looks here for what refers to a deleted experiment; Tailrace writes no such rows',
  'sqlite purgeRows endpoints': 'SQLite looks here for what refers to a deleted experiment; Tailrace writes no such rows',
  'sqlite purgeRows logged_model_metrics': 'SQLite looks here for what refers to a deleted experiment; an index would slow down each write',
  'sqlite purgeRows logged_model_tags': 'as logged_model_metrics',
  'sqlite purgeRows logged_model_params': 'as logged_model_metrics',
}

/**
 * Lets the planner of PostgreSQL believe in a thousand times as many rows: a few thousand it rightly reads whole rather than by an index, and
 * what counts is what it does with millions.
 */
async function pretendRows(db: Db): Promise<void> {
  await db.run(
    `update pg_class set reltuples = reltuples * 1000 where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace and reltuples > 0`,
  )
}

onEachDatabase((store) => {
  /** One statement of each text that takes its rows from a list, by what asked it. */
  const listed = new Map<string, { name: string; statement: Statement }>()
  beforeAll(async () => {
    await walkOperations(async (endpoint, request, variant = '') => {
      const { answer, statements } = await recordCall(store.db, endpoint, request)
      for (const statement of statements.filter(isDrivenByList))
        listed.set(statement.sql, { name: `${endpoint.name} ${variant}`, statement })
      return answer
    })
    await fillDatabase(store.db)
    if (store.db.dialect === 'postgres') await pretendRows(store.db)
  })

  const met = new Set<string>()
  const scans = async (endpoint: contract.Endpoint, request: object): Promise<string[]> => {
    const { statements } = await recordCall(store.db, endpoint, request)
    const found: string[] = []
    expect(statements.length).toBeGreaterThan(0)
    for (const statement of statements) {
      for (const scan of await scansOf(store.db, statement)) {
        const known = `${store.db.dialect} ${endpoint.name} ${scan}`
        if (known in ALLOWED) met.add(known)
        else found.push(`${scan}: ${statement.sql}`)
      }
    }
    return found
  }

  describe('reads no big table whole', () => {
    for (const [what, endpoint, request] of HOT) {
      test(`${endpoint.name}: ${what}`, async () => expect(await scans(endpoint, request)).toEqual([]))
    }
    for (const [where, experiment_ids] of [
      ['a large experiment', [BIG_EXPERIMENT]],
      ['a small experiment', SMALL_EXPERIMENTS.slice(0, 1)],
      ['small experiments', SMALL_EXPERIMENTS],
      ['all experiments', ALL],
    ] as const) {
      for (const [what, request] of Object.entries(SEARCHES)) {
        test(`runs of ${where}, ${what}`, async () =>
          expect(await scans(contract.searchRuns, { experiment_ids, max_results: 10, ...request })).toEqual([]))
      }
      for (const [what, endpoint, request] of QUERIES) {
        test(`${endpoint.name} of ${where}: ${what}`, async () =>
          expect(
            await scans(endpoint, { experiment_ids, ...('max_results' in endpoint.request.properties && { max_results: 10 }), ...request }),
          ).toEqual([]))
      }
      test(`runs of ${where}, a deep page`, async () => {
        const page = { experiment_ids, max_results: 15 }
        const first = await store.call(contract.searchRuns, page)
        expect(await scans(contract.searchRuns, { ...page, page_token: first.next_page_token })).toEqual([])
      })
    }
  })

  test('a statement that a list drives starts from the list', async () => {
    const found: string[] = []
    for (const { name, statement } of listed.values()) {
      for (const detour of await detoursOf(store.db, statement)) {
        const known = `${store.db.dialect} ${name.split(' ', 1)[0]} ${detour.split(':', 1)[0]}`
        if (known in ALLOWED) met.add(known)
        else found.push(`${name}\n${statement.sql.replace(/\s+/g, ' ')}\n   ${known}: ${detour}`)
      }
    }
    expect(listed.size).toBeGreaterThan(50)
    expect(found).toEqual([])
  })

  test('a run at hand is asked for its own tag, not for all tags that begin alike', async () => {
    if (store.db.dialect === 'postgres') return
    const { statements } = await recordCall(store.db, contract.searchRuns, {
      experiment_ids: ALL,
      filter: "tags.team LIKE 'v%'",
      max_results: 10,
    })
    const asked = statements.filter(({ sql }) => sql.includes('exists (select 1 from tags e'))
    expect(asked.length).toBeGreaterThan(0)
    for (const { sql, params } of asked) {
      const plan = await store.db.all<{ detail: string }>(`explain query plan ${sql}`, params)
      expect(plan.map(({ detail }) => detail).filter((detail) => detail.startsWith('SEARCH e '))).toEqual([
        expect.stringContaining('run_uuid=?'),
      ])
    }
  })

  test('every scan that is let pass still happens', () => {
    const mine = Object.keys(ALLOWED).filter((known) => known.startsWith(`${store.db.dialect} `))
    expect(mine.filter((known) => !met.has(known))).toEqual([])
  })

  test('a scan is seen', async () => {
    expect(await scansOf(store.db, { sql: "select r.run_uuid from runs r where r.user_id = 'x'", params: [] })).not.toEqual([])
    expect(await scansOf(store.db, { sql: 'select run_uuid from runs order by run_uuid', params: [] })).not.toEqual([])
    expect(await scansOf(store.db, { sql: 'select value from params p where p.run_uuid = ?', params: ['x'] })).toEqual([])
    const list = store.db.dialect === 'sqlite' ? 'json_each(?)' : 'json_array_elements_text(?::json)'
    const join = (on: string) =>
      `select t.value from ${list} as w(value) join model_version_tags t on ${on} = w.value`.replace(
        'w(value)',
        store.db.dialect === 'sqlite' ? 'w' : 'w(value)',
      )
    expect(await detoursOf(store.db, { sql: join("t.workspace = 'default' and t.key || ''"), params: ['[]'] })).not.toEqual([])
  })
})
