import * as contract from '@tailrace/contract'
import { expect, onEachDatabase, test } from '../each-database.ts'
import { Chance } from '../testing/random-filter.ts'

const STAGES = ['None', 'Staging', 'Production', 'Archived'] as const
const ALIASES = ['best', 'champion', 'ältester', 'x-1']
const KEYS = ['k', 'a b', 'ключ']
const TEXTS = ['', 'x', '🧪', "it's"]

interface ModelVersion {
  stage: string
  description: string
  readonly tags: Map<string, string>
}

/** What a registered model should hold, kept as simply as possible. */
interface Model {
  description: string
  readonly tags: Map<string, string>
  readonly aliases: Map<string, number>
  readonly versions: Map<number, ModelVersion>
  /** Highest number that was ever given. */
  last: number
}

/** What a call should do: change the registry, or be refused with a code. */
interface Step {
  readonly endpoint: contract.Endpoint
  readonly request: object
  apply(): contract.ErrorCode | undefined
}

type Registry = Map<string, Model>

const MISSING = 'RESOURCE_DOES_NOT_EXIST'

function addModel(registry: Registry, name: string): Step {
  const apply = () => {
    if (registry.has(name)) return 'RESOURCE_ALREADY_EXISTS'
    registry.set(name, { description: '', tags: new Map(), aliases: new Map(), versions: new Map(), last: 0 })
    return undefined
  }
  return { endpoint: contract.createRegisteredModel, request: { name }, apply }
}

function renameModel(registry: Registry, name: string, new_name: string): Step {
  const apply = () => {
    const model = registry.get(name)
    if (!model) return MISSING
    if (name !== new_name && registry.has(new_name)) return 'RESOURCE_ALREADY_EXISTS'
    registry.delete(name)
    registry.set(new_name, model)
    return undefined
  }
  return { endpoint: contract.renameRegisteredModel, request: { name, new_name }, apply }
}

function addVersion(registry: Registry, name: string, description: string): Step {
  const apply = () => {
    const model = registry.get(name)
    if (!model) return MISSING
    model.versions.set(++model.last, { stage: 'None', description, tags: new Map() })
    return undefined
  }
  return { endpoint: contract.createModelVersion, request: { name, source: 's3://bucket/model', description }, apply }
}

/** A step on a version that must be there. */
function onVersion(
  registry: Registry,
  name: string,
  number: number,
  step: Omit<Step, 'apply'>,
  change: (version: ModelVersion, model: Model) => void,
): Step {
  const apply = () => {
    const model = registry.get(name)
    const version = model?.versions.get(number)
    if (!model || !version) return MISSING
    change(version, model)
    return undefined
  }
  return { ...step, request: { name, version: String(number), ...step.request }, apply }
}

/** A step on a model that must be there. */
function onModel(registry: Registry, name: string, step: Omit<Step, 'apply'>, change: (model: Model) => void): Step {
  const apply = () => {
    const model = registry.get(name)
    if (!model) return MISSING
    change(model)
    return undefined
  }
  return { ...step, request: { name, ...step.request }, apply }
}

function moveStage(chance: Chance, registry: Registry, name: string, number: number): Step {
  const stage = chance.pick(STAGES)
  const archive_existing_versions = (stage === 'Staging' || stage === 'Production') && chance.once(2)
  const written = chance.pick([stage, stage.toLowerCase(), stage.toUpperCase()])
  const step = { endpoint: contract.transitionModelVersionStage, request: { stage: written, archive_existing_versions } }
  return onVersion(registry, name, number, step, (version, model) => {
    if (archive_existing_versions) for (const other of model.versions.values()) if (other.stage === stage) other.stage = 'Archived'
    version.stage = stage
  })
}

function randomStep(chance: Chance, registry: Registry): Step {
  const name = chance.pick(['one', 'two', 'drei ü'])
  const number = 1 + chance.below(4)
  const [alias, key, value] = [chance.pick(ALIASES), chance.pick(KEYS), chance.pick(TEXTS)]
  const steps: readonly (() => Step)[] = [
    () => addModel(registry, name),
    () => addModel(registry, name),
    () =>
      chance.once(3)
        ? onModel(registry, name, { endpoint: contract.deleteRegisteredModel, request: {} }, () => registry.delete(name))
        : addModel(registry, name),
    () => renameModel(registry, name, chance.pick(['one', 'two', 'drei ü'])),
    () => addVersion(registry, name, value),
    () => addVersion(registry, name, value),
    () => addVersion(registry, name, value),
    () => moveStage(chance, registry, name, number),
    () => moveStage(chance, registry, name, number),
    () => moveStage(chance, registry, name, number),
    () =>
      onVersion(registry, name, number, { endpoint: contract.deleteModelVersion, request: {} }, (_, model) => {
        model.versions.delete(number)
        for (const [one, of] of model.aliases) if (of === number) model.aliases.delete(one)
      }),
    () =>
      onVersion(registry, name, number, { endpoint: contract.setRegisteredModelAlias, request: { alias } }, (_, model) =>
        model.aliases.set(alias, number),
      ),
    () =>
      onModel(registry, name, { endpoint: contract.deleteRegisteredModelAlias, request: { alias } }, (model) =>
        model.aliases.delete(alias),
      ),
    () =>
      onModel(registry, name, { endpoint: contract.setRegisteredModelTag, request: { key, value } }, (model) => model.tags.set(key, value)),
    () => onModel(registry, name, { endpoint: contract.deleteRegisteredModelTag, request: { key } }, (model) => model.tags.delete(key)),
    () =>
      onModel(
        registry,
        name,
        { endpoint: contract.updateRegisteredModel, request: { description: value } },
        (model) => (model.description = value),
      ),
    () =>
      onVersion(registry, name, number, { endpoint: contract.setModelVersionTag, request: { key, value } }, (version) =>
        version.tags.set(key, value),
      ),
    () =>
      onVersion(registry, name, number, { endpoint: contract.deleteModelVersionTag, request: { key } }, (version) =>
        version.tags.delete(key),
      ),
    () =>
      onVersion(
        registry,
        name,
        number,
        { endpoint: contract.updateModelVersion, request: { description: value } },
        (version) => (version.description = value),
      ),
  ]
  return chance.pick(steps)()
}

const sorted = (items: readonly string[]): string[] => items.toSorted()
const pairs = (map: ReadonlyMap<string, string | number>): string[] => sorted([...map].map(([key, value]) => `${key}=${value}`))
const shown = (number: number, { stage, description, tags }: ModelVersion): string =>
  `${number} ${stage} ${JSON.stringify(description)} ${pairs(tags).join()}`

onEachDatabase((store) => {
  const asModel = (version: contract.ModelVersion): ModelVersion => ({
    stage: version.current_stage,
    description: version.description ?? '',
    tags: new Map(version.tags?.map(({ key, value }) => [key, value])),
  })

  async function compare(name: string, model: Model): Promise<void> {
    const { registered_model } = await store.call(contract.getRegisteredModel, { name })
    expect(registered_model.description ?? '').toBe(model.description)
    expect(sorted((registered_model.tags ?? []).map(({ key, value }) => `${key}=${value}`))).toEqual(pairs(model.tags))
    expect(sorted((registered_model.aliases ?? []).map(({ alias, version }) => `${alias}=${version}`))).toEqual(pairs(model.aliases))
    const newest = new Map<string, number>()
    for (const [number, { stage }] of model.versions) newest.set(stage, Math.max(number, newest.get(stage) ?? 0))
    const latest = (registered_model.latest_versions ?? []).map((version) => shown(Number(version.version), asModel(version)))
    const versions = [...model.versions].map(([number, version]) => [number, shown(number, version)] as const)
    expect(sorted(latest)).toEqual(sorted(versions.filter(([number]) => [...newest.values()].includes(number)).map(([, text]) => text)))
    const { model_versions = [] } = await store.call(contract.searchModelVersions, {
      filter: `name = '${name}'`,
      order_by: ['version_number'],
    })
    expect(model_versions.map((version) => shown(Number(version.version), asModel(version)))).toEqual(
      versions.toSorted(([one], [other]) => one - other).map(([, text]) => text),
    )
    for (const [alias, number] of model.aliases) {
      const { model_version } = await store.call(contract.getModelVersionByAlias, { name, alias })
      expect([alias, model_version.version, sorted(model_version.aliases ?? [])]).toEqual([
        alias,
        String(number),
        sorted([...model.aliases].filter(([, of]) => of === number).map(([one]) => one)),
      ])
    }
  }

  for (const seed of [21, 22, 23]) {
    test(`160 random calls, seed ${seed}, leave the registry as they should`, async () => {
      const chance = new Chance(seed)
      const registry: Registry = new Map()
      const { registered_models = [] } = await store.call(contract.searchRegisteredModels, {})
      for (const { name } of registered_models) await store.call(contract.deleteRegisteredModel, { name })
      const codes = new Map<string, number>()
      for (let round = 0; round < 160; round++) {
        const { endpoint, request, apply } = randomStep(chance, registry)
        const code = apply()
        codes.set(code ?? 'OK', (codes.get(code ?? 'OK') ?? 0) + 1)
        const what = `${round}: ${endpoint.name} ${JSON.stringify(request)}`
        if (code === undefined) await store.call(endpoint, request).catch((error: unknown) => expect.fail(`${what}: ${String(error)}`))
        else expect([what, (await store.refusal(endpoint, request))[0]]).toEqual([what, code])
        if (round % 8 === 0) for (const [name, model] of registry) await compare(name, model)
      }
      for (const [name, model] of registry) await compare(name, model)
      const names = (await store.call(contract.searchRegisteredModels, {})).registered_models?.map(({ name }) => name) ?? []
      expect(sorted(names)).toEqual(sorted([...registry.keys()]))
      expect(codes.get('OK')).toBeGreaterThan(60)
      expect(codes.get(MISSING)).toBeGreaterThan(10)
    })
  }
})
