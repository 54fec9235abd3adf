import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'
import { Chance, NUMBER_COMPARATORS, type Row, type Subject, TEXT_COMPARATORS, byBytes, randomFilter } from '../testing/random-filter.ts'

const TEXTS = ['a', 'A', 'ab', 'Ab', 'a_b', 'a%b', 'axb', "it's", '指标', '🧪', '\uff5e', 'b a', '10', '9', '']
const NUMBERS = [0, 0.5, -1, 1e-7, 3, 2.5, 1e18, 1e20, -1e20, 1e300, -1e300]
const VALUES = [...NUMBERS, NaN, Infinity, -Infinity]
const TIMES = [100, 200, 300, 1e12]
const STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']
const KEYED = [...TEXT_COMPARATORS, 'IS NULL', 'IS NOT NULL']
const PLAIN = TEXT_COMPARATORS.filter((comparator) => !comparator.endsWith('IN'))

const subject = (
  written: string,
  name: string,
  kind: 'text' | 'number',
  comparators: readonly string[],
  values: Subject['values'],
): Subject => ({
  written,
  name,
  kind,
  comparators,
  values,
})

const SUBJECTS: readonly Subject[] = [
  subject('metrics.acc', 'metric acc', 'number', NUMBER_COMPARATORS, NUMBERS),
  subject('metric.`my loss`', 'metric my loss', 'number', NUMBER_COMPARATORS, NUMBERS),
  subject('params.lr', 'param lr', 'text', KEYED, TEXTS),
  subject('parameter."a/b c"', 'param a/b c', 'text', KEYED, TEXTS),
  subject('tags.team', 'tag team', 'text', KEYED, TEXTS),
  subject('tag.a.b', 'tag a.b', 'text', KEYED, TEXTS),
  subject('tags.`ключ`', 'tag ключ', 'text', KEYED, TEXTS),
  subject('run_name', 'run_name', 'text', PLAIN, TEXTS),
  subject('attributes.`Run name`', 'run_name', 'text', PLAIN, TEXTS),
  subject('attr.status', 'status', 'text', PLAIN, STATUSES),
  subject('user_id', 'user_id', 'text', PLAIN, TEXTS),
  subject('start_time', 'start_time', 'number', NUMBER_COMPARATORS, [...TIMES, 150.5]),
  subject('attributes.created', 'start_time', 'number', NUMBER_COMPARATORS, TIMES),
  subject('run.end_time', 'end_time', 'number', NUMBER_COMPARATORS, TIMES),
  subject('dataset.name', 'dataset name', 'text', TEXT_COMPARATORS, TEXTS),
  subject('datasets.context', 'dataset context', 'text', TEXT_COMPARATORS, TEXTS),
]

interface Made {
  readonly row: Row
  readonly run_id: string
}

const ORDERS = [
  'metrics.acc',
  'metric.`my loss`',
  'params.lr',
  'tags.team',
  'tag.a.b',
  'run_name',
  'status',
  'user_id',
  'start_time',
  'end_time',
  'run_id',
]
const NAME_OF: Readonly<Record<string, string>> = Object.fromEntries(SUBJECTS.map(({ written, name }) => [written, name]))

/** Compares as `order_by` does: NaN behind numbers, missing values behind both, whichever way the numbers go. */
function compareValues(one: string | number | undefined, other: string | number | undefined, descending: boolean): number {
  const rank = (value: string | number | undefined) => (value === undefined ? 2 : Number.isNaN(value) ? 1 : 0)
  if (rank(one) !== rank(other) || rank(one) > 0) return rank(one) - rank(other)
  const bound = (value: string | number | undefined) => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, Number(value)))
  const order = typeof one === 'string' ? byBytes(one, String(other)) : Math.sign(bound(one) - bound(other))
  return descending ? -order : order
}

const compareRuns =
  (terms: readonly { by: string; descending: boolean }[]) =>
  (one: Made, other: Made): number => {
    const value = (run: Made, by: string) => (by === 'run_id' ? run.run_id : run.row[NAME_OF[by] ?? by]?.[0])
    const last = terms.some(({ by }) => by === 'start_time') ? [] : [{ by: 'start_time', descending: true }]
    for (const { by, descending } of [...terms, ...last, { by: 'run_id', descending: false }]) {
      const order = compareValues(value(one, by), value(other, by), descending)
      if (order !== 0) return order
    }
    return 0
  }

onEachDatabase((store) => {
  const runs: Made[] = []
  let experiment_id = ''

  async function makeRun(chance: Chance): Promise<Made> {
    const maybe = <Value>(items: readonly Value[]): Value | undefined => (chance.once(3) ? undefined : chance.pick(items))
    const [acc, loss, lr, path, team, dotted, key] = [maybe(VALUES), maybe(VALUES), ...Array.from({ length: 5 }, () => maybe(TEXTS))]
    const [run_name, status, user_id] = [chance.pick(TEXTS.filter(Boolean)), chance.pick(STATUSES), chance.pick(TEXTS)]
    const [start, end, dataset, context] = [chance.pick(TIMES), maybe(TIMES), maybe(TEXTS.filter(Boolean)), maybe(TEXTS)]
    const request = { experiment_id, run_name, user_id, start_time: start }
    const { run_id } = (await store.call(contract.createRun, request)).run.info
    const pairs = (values: Record<string, unknown>) =>
      Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ key: name, value }]))
    const metrics = pairs({ acc, 'my loss': loss }).map((metric) => ({ ...metric, value: String(metric.value), timestamp: 1 }))
    const tags = pairs({ team, 'a.b': dotted, ключ: key })
    await store.call(contract.logBatch, { run_id, metrics, params: pairs({ lr, 'a/b c': path }), tags })
    await store.call(contract.updateRun, { run_id, status, ...(end !== undefined && { end_time: end }) })
    if (dataset !== undefined) {
      const inputTags = context === undefined ? [] : [{ key: 'mlflow.data.context', value: context }]
      const input = { dataset: { name: dataset, digest: 'd', source_type: 's', source: 's' }, tags: inputTags }
      await store.call(contract.logInputs, { run_id, datasets: [input] })
    }
    const one = (value: string | number | undefined) => (value === undefined ? undefined : [value])
    const row: Row = {
      'metric acc': one(acc),
      'metric my loss': one(loss),
      'param lr': one(lr),
      'param a/b c': one(path),
      'tag team': one(team),
      'tag a.b': one(dotted),
      'tag ключ': one(key),
      run_name: [run_name],
      status: [status],
      user_id: [user_id],
      start_time: [start],
      end_time: one(end),
      'dataset name': one(dataset),
      'dataset context': dataset === undefined ? undefined : one(context),
    }
    return { row, run_id }
  }

  beforeAll(async () => {
    experiment_id = (await store.call(contract.createExperiment, { name: 'random' })).experiment_id
    const chance = new Chance(7)
    for (let index = 0; index < 45; index++) runs.push(await makeRun(chance))
  })

  const search = async (request: object) => {
    const { runs: found = [] } = await store.call(contract.searchRuns, { experiment_ids: [experiment_id], ...request })
    return found.map(({ info }) => info.run_id)
  }

  for (const subjects of SUBJECTS.map((one) => [one])) {
    test(`filters on ${subjects[0]?.written} find what they say`, async () => {
      const chance = new Chance(1)
      for (let round = 0; round < 12; round++) {
        const filter = randomFilter(chance, subjects, 1)
        const expected = runs.filter(({ row }) => filter.holds(row)).map(({ run_id }) => run_id)
        expect([filter.text, (await search({ filter: filter.text })).toSorted()]).toEqual([filter.text, expected.toSorted()])
      }
    })
  }

  test('filters of everything find what they say', async () => {
    const chance = new Chance(2)
    for (let round = 0; round < 120; round++) {
      const filter = randomFilter(chance, SUBJECTS)
      const expected = runs.filter(({ row }) => filter.holds(row)).map(({ run_id }) => run_id)
      expect([filter.text, (await search({ filter: filter.text })).toSorted()]).toEqual([filter.text, expected.toSorted()])
    }
  })

  describe('orders', () => {
    for (const first of ORDERS) {
      test(`of ${first} and more, whole and in pages`, async () => {
        const chance = new Chance(3)
        for (let round = 0; round < 4; round++) {
          const by = [
            first,
            ...chance.some(
              ORDERS.filter((other) => other !== first),
              round === 0 ? 0 : chance.below(3),
            ),
          ]
          const terms = by.map((name) => ({ by: name, descending: chance.once(2) }))
          const order_by = terms.map(({ by: name, descending }) => `${name} ${descending ? 'DESC' : 'ASC'}`)
          const filter = round % 2 === 0 ? undefined : randomFilter(chance, SUBJECTS, 1)
          const expected = runs.filter(({ row }) => filter?.holds(row) ?? true).toSorted(compareRuns(terms))
          const ids = expected.map(({ run_id }) => run_id)
          const request = { order_by, ...(filter && { filter: filter.text }) }
          expect([request, await search(request)]).toEqual([request, ids])
          expect([request, await paged(request, 1 + chance.below(9))]).toEqual([request, ids])
        }
      })
    }
  })

  async function paged(request: object, max_results: number): Promise<string[]> {
    const ids: string[] = []
    let page_token: string | undefined
    do {
      const page = await store.call(contract.searchRuns, { experiment_ids: [experiment_id], ...request, max_results, page_token })
      expect(page.runs?.length ?? 0).toBeLessThanOrEqual(max_results)
      ids.push(...(page.runs ?? []).map(({ info }) => info.run_id))
      page_token = page.next_page_token
    } while (page_token)
    return ids
  }
})
