import type { Bench } from '../bench.ts'
import type { Connection, Request } from '../client.ts'
import { type Plan, cpuPerUnit, measure, medianLatency } from '../measure.ts'
import { type Page, ask, gistOfPage, post, requests, withConnection } from '../requests.ts'
import { type LoadRow, addFigures, measureRows } from './figures.ts'

/** Searches of a hundred runs: the newest of an experiment, with filters over all, ordered by a metric. */
export async function measureSearches(bench: Bench): Promise<void> {
  const all = bench.seed.experiments
  const one = all.slice(5, 6)
  const filters: [string, string, number][] = [
    ['metric filter', 'metrics.val_accuracy > 0.9', 5],
    ['param =', "params.optimizer = 'lamb'", 5],
    ['param LIKE', "params.data_path LIKE '%part-7%'", 5],
    ['tag filter', "tags.team = 'vision'", 5],
    ['param LIKE, many match', "params.model LIKE '%net%'", 10],
    ['param LIKE, one run in 100 matches', "params.data_path LIKE '%part-77%'", 10],
    ['param LIKE, one run in 1,000 matches', "params.data_path LIKE '%part-777/%'", 10],
    ['LIKE that finds nothing', "params.data_path LIKE '%/nowhere/%'", 30],
  ]
  await measureRows(bench, [
    search('newest 100 runs of an experiment', 3.5, { experiment_ids: one }),
    ...filters.map(([name, filter, target]): LoadRow => ({
      ...search(`${name}, ${all.length} experiments`, target, { experiment_ids: all, filter }),
      modes: ['quick'],
    })),
  ])
}

/** Order by a metric. */
export async function measureOrder(bench: Bench): Promise<void> {
  const all = bench.seed.experiments
  const order = ['metrics.val_loss ASC']
  await measureRows(bench, [
    search('order by a metric, 1 experiment', 5, { experiment_ids: all.slice(5, 6), order_by: order }),
    { ...search(`order by a metric, ${all.length} experiments`, 5, { experiment_ids: all, order_by: order }), modes: ['quick'] },
  ])
}

/** Page 50 against page 1, measured in turns. */
export async function measurePages(bench: Bench): Promise<void> {
  const size = bench.small ? 20 : 100
  const query = { experiment_ids: bench.seed.experiments, max_results: size }
  const first: Plan = { ...search(`page 1 (${size} runs a page)`, undefined, query) }
  const deep: Plan = {
    work: 'page 50',
    clients: 1,
    prepare: async (side) => {
      const token = await withConnection(side, (connection) => tokenOf(connection, query, 50))
      return requests(() => page(query, token))(side)
    },
    probe: async (connection) => gistOfPage(await ask<Page>(connection, page(query, await tokenOf(connection, query, 50)))),
  }
  const [one, fifty] = await measure(bench, [first, deep])
  if (one === undefined || fifty === undefined) return
  addFigures(bench, first, one)
  addFigures(bench, deep, fifty)
  for (const [figure, below, above] of [
    ['CPU', cpuPerUnit(one), cpuPerUnit(fifty)],
    ['p50', medianLatency(one, 'quick'), medianLatency(fifty, 'quick')],
  ] as const) {
    const values = Object.fromEntries(bench.sides.map(({ name }) => [name, (above[name] ?? Number.NaN) / (below[name] ?? Number.NaN)]))
    bench.findings.push({ work: 'page 50 against page 1', figure, unit: 'times', values, ...(figure === 'CPU' ? { target: 1.1 } : {}) })
  }
}

function search(
  work: string,
  target: number | undefined,
  query: { experiment_ids: string[]; max_results?: number; filter?: string; order_by?: string[] },
): LoadRow {
  const request = post('runs/search', { max_results: 100, ...query })
  const probe: LoadRow['probe'] = async (connection) => gistOfPage(await ask<Page>(connection, request))
  return { work, clients: 1, prepare: requests(() => request), probe, ...(target === undefined ? {} : { target }) }
}

function page(query: object, token: string): Request {
  return post('runs/search', { ...query, page_token: token })
}

/** Walks to the page with this number and returns the token that opens it. */
async function tokenOf(connection: Connection, query: object, number: number): Promise<string> {
  let token = ''
  for (let n = 1; n < number; n++) {
    const { next_page_token: next } = await ask<Page>(connection, token === '' ? post('runs/search', query) : page(query, token))
    if (next === undefined) throw new Error(`no page after ${n}`)
    token = next
  }
  return token
}
