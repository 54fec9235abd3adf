import type { ModelVersion, RegisteredModel, STAGES } from '@tailrace/contract'
import type { Client } from '@tailrace/sdk'
import { isAbsent } from './copy-models.ts'
import type { Places } from './places.ts'

/** Tag of a copied version: the number that it has where it came from. */
const SOURCE_VERSION = 'tailrace.source_version'

/** Copies a registered model with its description and tags. Answers whether it is new. */
export async function copyRegisteredModel(client: Client, { name, description = '', tags = [] }: RegisteredModel): Promise<boolean> {
  const there = await client.getRegisteredModel({ name }).catch((error: unknown) => {
    if (isAbsent(error)) return undefined
    throw error
  })
  if (!there) {
    await client.createRegisteredModel({ name, description, tags })
    return true
  }
  const { registered_model: known } = there
  if ((known.description ?? '') !== description) await client.updateRegisteredModel({ name, description })
  const values = new Map(known.tags?.map(({ key, value }) => [key, value]))
  for (const { key, value } of tags) if (values.get(key) !== value) await client.setRegisteredModelTag({ name, key, value })
  return false
}

/**
 * Copies a version under its number: numbers between that were deleted are made and deleted again. Answers whether it is new.
 * @throws Error when another version has that number
 */
export async function copyModelVersion(client: Client, version: ModelVersion, places: Places): Promise<boolean> {
  const { name, version: number, current_stage: stage, description = '', tags = [] } = version
  const there = await client.getModelVersion({ name, version: number }).catch((error: unknown) => {
    if (isAbsent(error)) return undefined
    throw error
  })
  const run_id = version.run_id ? (places.id(version.run_id) ?? version.run_id) : ''
  if (there) {
    const { model_version: known } = there
    const isCopy = known.tags?.some(({ key, value }) => key === SOURCE_VERSION && value === number) || known.run_id === run_id
    if (!isCopy) throw new Error('another version has this number where it should go')
  } else await create(client, version, run_id, places)
  const now = there?.model_version
  if (now && (now.description ?? '') !== description) await client.updateModelVersion({ name, version: number, description })
  const values = new Map(now?.tags?.map(({ key, value }) => [key, value]))
  if (now)
    for (const { key, value } of tags) if (values.get(key) !== value) await client.setModelVersionTag({ name, version: number, key, value })
  if (stage && stage !== (now?.current_stage ?? 'None')) {
    await client.transitionModelVersionStage({
      name,
      version: number,
      stage: stage as (typeof STAGES)[number],
      archive_existing_versions: false,
    })
  }
  return !there
}

async function create(client: Client, version: ModelVersion, run_id: string, places: Places): Promise<void> {
  const { name, version: number, source, run_link, description = '', tags = [] } = version
  const model_id = /^models:\/(m-[^/]+)$/.exec(source)?.[1]
  const wanted = {
    name,
    source: places.location(source),
    ...(run_id !== '' && { run_id }),
    ...(run_link && { run_link }),
    ...(model_id !== undefined && { model_id: places.id(model_id) ?? model_id }),
    description,
    tags: [...tags, { key: SOURCE_VERSION, value: number }],
  }
  const placeholders: string[] = []
  try {
    for (;;) {
      const { model_version: made } = await client.createModelVersion(wanted)
      if (made.version === number) return
      placeholders.push(made.version)
      if (Number(made.version) > Number(number)) throw new Error(`its number is used up where it should go: the next is ${made.version}`)
    }
  } finally {
    for (const placeholder of placeholders) await client.deleteModelVersion({ name, version: placeholder })
  }
}
