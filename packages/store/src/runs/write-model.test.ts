import * as contract from '@tailrace/contract'
import { expect, onEachDatabase, test } from '../each-database.ts'
import { Chance } from '../testing/random-filter.ts'

const KEYS = ['a', 'b', 'c d', 'ключ', 'e/f']
const VALUES = ['0', '1', '-1', '0.5', 'NaN', '1e300']
const TEXTS = ['', 'x', 'y', '🧪', "it's"]
const STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const
const NAME = 'mlflow.runName'

interface Point {
  readonly value: number
  readonly timestamp: number
  readonly step: number
}

/** What a run should hold, kept as simply as possible. */
class ModelRun {
  readonly params = new Map<string, string>()
  readonly tags = new Map<string, string>()
  readonly points = new Map<string, Point[]>()
  readonly latest = new Map<string, Point>()
  name = ''
  status: string = 'RUNNING'
  end: number | undefined
  deleted = false

  addPoint(key: string, point: Point): void {
    const points = this.points.get(key) ?? []
    const same = (other: Point) => other.timestamp === point.timestamp && other.step === point.step && Object.is(other.value, point.value)
    if (!points.some(same)) points.push(point)
    this.points.set(key, points)
    const latest = this.latest.get(key)
    if (!latest || isGreater(point, latest)) this.latest.set(key, point)
  }

  setTag(key: string, value: string): void {
    this.tags.set(key, value)
    if (key === NAME) this.name = value
  }
}

const plain = (value: number): number => (Number.isNaN(value) ? 0 : value)

function isGreater(one: Point, other: Point): boolean {
  if (one.step !== other.step) return one.step > other.step
  if (one.timestamp !== other.timestamp) return one.timestamp > other.timestamp
  return plain(one.value) > plain(other.value)
}

const wire = (key: string, { value, timestamp, step }: Point) => ({ key, value: Number.isNaN(value) ? 'NaN' : value, timestamp, step })
const byKey = <Item extends { key: string }>(items: readonly Item[] = []): Item[] =>
  items.toSorted((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
const entries = (map: ReadonlyMap<string, string>) => byKey([...map].map(([key, value]) => ({ key, value })))

onEachDatabase((store) => {
  /** Each write: what is sent, and what it does to the model; a write that answers a text must be refused with that in its message. */
  const writes: readonly ((
    chance: Chance,
    run: ModelRun,
    run_id: string,
  ) => { endpoint: contract.Endpoint; request: object; apply(): string | undefined })[] = [
    (chance, run, run_id) => {
      const [key, point] = [chance.pick(KEYS), randomPoint(chance)]
      const request = { run_id, key, ...point, value: String(point.value) }
      return { endpoint: contract.logMetric, request, apply: () => void run.addPoint(key, point) }
    },
    (chance, run, run_id) => {
      const [key, value] = [chance.pick(KEYS), chance.pick(TEXTS)]
      const apply = () => {
        if ((run.params.get(key) ?? value) !== value) return 'Changing param values is not allowed'
        run.params.set(key, value)
        return undefined
      }
      return { endpoint: contract.logParam, request: { run_id, key, value }, apply }
    },
    (chance, run, run_id) => {
      const [key, value] = [chance.pick(KEYS), chance.pick(TEXTS)]
      return { endpoint: contract.setTag, request: { run_id, key, value }, apply: () => void run.setTag(key, value) }
    },
    (chance, run, run_id) => {
      const key = chance.pick([...KEYS, NAME])
      const apply = () => (run.tags.delete(key) ? undefined : `No tag with name: ${key} in run with id ${run_id}`)
      return { endpoint: contract.deleteTag, request: { run_id, key }, apply }
    },
    (chance, run, run_id) => {
      const status = chance.pick([undefined, ...STATUSES])
      const end_time = chance.pick([undefined, 5, 6])
      const run_name = chance.pick([undefined, '', 'renamed', 'again'])
      const apply = () => {
        run.status = status ?? run.status
        run.end = end_time ?? run.end
        if (run_name) run.setTag(NAME, run_name)
        return undefined
      }
      return { endpoint: contract.updateRun, request: { run_id, status, end_time, run_name }, apply }
    },
    (chance, run, run_id) => batch(chance, run, run_id),
    (chance, run, run_id) => batch(chance, run, run_id),
  ]

  function batch(chance: Chance, run: ModelRun, run_id: string) {
    const many = <Item>(make: () => Item): Item[] => Array.from({ length: chance.below(5) }, make)
    const points = many(() => [chance.pick(KEYS), randomPoint(chance)] as const)
    const params = many(() => ({ key: chance.pick(KEYS), value: chance.pick(TEXTS) }))
    const tags = many(() => ({ key: chance.pick(KEYS), value: chance.pick(TEXTS) }))
    const metrics = points.map(([key, point]) => ({ key, ...point, value: String(point.value) }))
    const apply = () => {
      if (new Set(params.map(({ key }) => key)).size < params.length) return 'Duplicate parameter keys have been submitted'
      if (params.some(({ key, value }) => (run.params.get(key) ?? value) !== value)) return 'Changing param values is not allowed'
      for (const [key, point] of points) run.addPoint(key, point)
      for (const { key, value } of params) run.params.set(key, value)
      for (const { key, value } of tags) run.setTag(key, value)
      return undefined
    }
    return { endpoint: contract.logBatch, request: { run_id, metrics, params, tags }, apply }
  }

  const randomPoint = (chance: Chance): Point => ({
    value: Number(chance.pick(VALUES)),
    timestamp: chance.below(3),
    step: chance.below(4) - 1,
  })

  async function compare(run_id: string, model: ModelRun): Promise<void> {
    const { info, data } = (await store.call(contract.getRun, { run_id })).run
    expect(info).toMatchObject({
      run_name: model.name,
      status: model.status,
      lifecycle_stage: model.deleted ? 'deleted' : 'active',
    })
    expect(info.end_time).toBe(model.end)
    expect(byKey(data.params)).toEqual(entries(model.params))
    expect(byKey(data.tags)).toEqual(entries(model.tags))
    expect(byKey(data.metrics)).toEqual(byKey([...model.latest].map(([key, point]) => wire(key, point))))
    for (const key of KEYS) {
      const { metrics = [] } = await store.call(contract.getMetricHistory, { run_id, metric_key: key })
      const order = (one: Point, other: Point) =>
        one.timestamp - other.timestamp ||
        one.step - other.step ||
        plain(one.value) - plain(other.value) ||
        Number(Number.isNaN(one.value)) - Number(Number.isNaN(other.value))
      expect(metrics).toEqual((model.points.get(key) ?? []).toSorted(order).map((point) => wire(key, point)))
    }
  }

  for (const seed of [1, 2, 3]) {
    test(`200 random writes, seed ${seed}, leave what they should`, async () => {
      const chance = new Chance(seed)
      const runs: [string, ModelRun][] = []
      for (const name of ['one', 'two', 'three']) {
        const { run } = await store.call(contract.createRun, { experiment_id: '0', run_name: name })
        const model = new ModelRun()
        model.setTag(NAME, name)
        runs.push([run.info.run_id, model])
      }
      let refused = 0
      for (let round = 0; round < 200; round++) {
        const [run_id, model] = chance.pick(runs)
        if (chance.once(15)) {
          model.deleted = chance.once(2)
          await store.call(model.deleted ? contract.deleteRun : contract.restoreRun, { run_id })
          continue
        }
        const { endpoint, request, apply } = chance.pick(writes)(chance, model, run_id)
        const problem = model.deleted ? 'Current state is deleted.' : apply()
        if (problem === undefined) await store.call(endpoint, request)
        else {
          refused++
          expect((await store.refusal(endpoint, request))[1]).toContain(problem)
        }
        if (round % 10 === 0) await compare(run_id, model)
      }
      for (const [run_id, model] of runs) await compare(run_id, model)
      expect(refused).toBeGreaterThan(15)
      expect(refused).toBeLessThan(170)
    })
  }
})
