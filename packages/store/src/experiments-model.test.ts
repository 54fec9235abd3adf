import * as contract from '@tailrace/contract'
import { expect, onEachDatabase, test } from './each-database.ts'
import { Chance } from './testing/random-filter.ts'

const NAMES = ['a', 'b', 'c/d', 'ключ', '🧪']
const KEYS = ['k', 'mlflow.note.content', 'a b']
const TEXTS = ['', 'x', '🧪']

/** What an experiment should hold, kept as simply as possible. */
interface ModelExperiment {
  readonly id: string
  name: string
  deleted: boolean
  readonly tags: Map<string, string>
  /** Whether each run is deleted, by its id. */
  readonly runs: Map<string, boolean>
}

/** A call, and what it should do: change the model, or be refused with a code. `after` takes what was answered. */
interface Step {
  readonly endpoint: contract.Endpoint
  readonly request: object
  apply(): contract.ErrorCode | undefined
  after?(answer: unknown): void
}

type Model = Map<string, ModelExperiment>

function create(model: Model, name: string): Step {
  return {
    endpoint: contract.createExperiment,
    request: { name },
    apply: () => ([...model.values()].some((other) => other.name === name) ? 'RESOURCE_ALREADY_EXISTS' : undefined),
    after: (answer) => {
      const id = (answer as { experiment_id: string }).experiment_id
      model.set(id, { id, name, deleted: false, tags: new Map(), runs: new Map() })
    },
  }
}

/** A step on an active experiment; a deleted one refuses. */
function onActive(
  one: ModelExperiment,
  endpoint: contract.Endpoint,
  request: object,
  change: () => contract.ErrorCode | undefined | void,
): Step {
  const apply = () => (one.deleted ? 'INVALID_PARAMETER_VALUE' : (change() ?? undefined))
  return { endpoint, request: { experiment_id: one.id, ...request }, apply }
}

/** Deletes or restores an experiment; its runs follow. */
function move(one: ModelExperiment, deleted: boolean): Step {
  const apply = () => {
    if (one.deleted === deleted) return 'RESOURCE_DOES_NOT_EXIST'
    one.deleted = deleted
    for (const run of one.runs.keys()) one.runs.set(run, deleted)
    return undefined
  }
  return { endpoint: deleted ? contract.deleteExperiment : contract.restoreExperiment, request: { experiment_id: one.id }, apply }
}

function startRun(one: ModelExperiment): Step {
  const after = (answer: unknown) => void one.runs.set((answer as { run: contract.Run }).run.info.run_id, false)
  return { ...onActive(one, contract.createRun, {}, () => undefined), after }
}

function moveRun(one: ModelExperiment, run_id: string, deleted: boolean): Step {
  const apply = () => void one.runs.set(run_id, deleted)
  return { endpoint: deleted ? contract.deleteRun : contract.restoreRun, request: { run_id }, apply: () => apply() ?? undefined }
}

function randomStep(chance: Chance, model: Model): Step {
  const [name, key, value] = [chance.pick(NAMES), chance.pick(KEYS), chance.pick(TEXTS)]
  const all = [...model.values()]
  if (all.length === 0 || chance.once(10)) return create(model, name)
  const one = chance.pick(all)
  const [run] = chance.some([...one.runs.keys()], 1)
  const taken = () => (all.some((other) => other !== one && other.name === name) ? 'BAD_REQUEST' : void (one.name = name))
  const steps: readonly (() => Step)[] = [
    () => move(one, true),
    () => move(one, false),
    () => onActive(one, contract.updateExperiment, { new_name: name }, taken),
    () => onActive(one, contract.setExperimentTag, { key, value }, () => void one.tags.set(key, value)),
    () => onActive(one, contract.deleteExperimentTag, { key }, () => (one.tags.delete(key) ? undefined : 'RESOURCE_DOES_NOT_EXIST')),
    () => startRun(one),
    () => startRun(one),
    () => (run === undefined ? startRun(one) : moveRun(one, run, true)),
    () => (run === undefined ? startRun(one) : moveRun(one, run, false)),
  ]
  return chance.pick(steps)()
}

onEachDatabase((store) => {
  const byName = (names: readonly string[]) => names.toSorted()

  async function compare(model: Model): Promise<void> {
    const all = [...model.values()]
    for (const [view_type, seen] of [
      ['ACTIVE_ONLY', (deleted: boolean) => !deleted],
      ['DELETED_ONLY', (deleted: boolean) => deleted],
      ['ALL', () => true],
    ] as const) {
      const { experiments = [] } = await store.call(contract.searchExperiments, {
        max_results: 1000,
        view_type,
        filter: "experiment_id != '0'",
      })
      expect(byName(experiments.map(({ name }) => name))).toEqual(
        byName(all.filter(({ deleted }) => seen(deleted)).map(({ name }) => name)),
      )
      const { runs = [] } = await store.call(contract.searchRuns, { experiment_ids: all.map(({ id }) => id), run_view_type: view_type })
      const expected = all.flatMap(({ runs: of }) => [...of].filter(([, deleted]) => seen(deleted)).map(([id]) => id))
      expect(byName(runs.map(({ info }) => info.run_id))).toEqual(byName(expected))
    }
    for (const { id, name, deleted, tags } of all) {
      const { experiment } = await store.call(contract.getExperiment, { experiment_id: id })
      expect(experiment).toMatchObject({ experiment_id: id, name, lifecycle_stage: deleted ? 'deleted' : 'active' })
      expect(new Map(experiment.tags?.map(({ key, value }) => [key, value]))).toEqual(tags)
      expect((await store.call(contract.getExperimentByName, { experiment_name: name })).experiment).toEqual(experiment)
    }
  }

  test('300 random calls leave experiments and their runs as they should', async () => {
    const chance = new Chance(31)
    const model: Model = new Map()
    const codes = new Map<string, number>()
    for (let round = 0; round < 300; round++) {
      const { endpoint, request, apply, after } = randomStep(chance, model)
      const code = apply()
      codes.set(code ?? 'OK', (codes.get(code ?? 'OK') ?? 0) + 1)
      const what = `${round}: ${endpoint.name} ${JSON.stringify(request)}`
      if (code !== undefined) expect([what, (await store.refusal(endpoint, request))[0]]).toEqual([what, code])
      else {
        const answer: unknown = await store.call(endpoint, request).catch((error: unknown) => expect.fail(`${what}: ${String(error)}`))
        after?.(answer)
      }
      if (round % 25 === 0) await compare(model)
    }
    await compare(model)
    for (const code of ['OK', 'RESOURCE_DOES_NOT_EXIST', 'INVALID_PARAMETER_VALUE', 'RESOURCE_ALREADY_EXISTS', 'BAD_REQUEST']) {
      expect([code, codes.get(code)]).toEqual([code, expect.any(Number)])
    }
  })
})
