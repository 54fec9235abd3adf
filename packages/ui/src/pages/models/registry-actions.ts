import type { ModelVersion } from '@tailrace/contract'
import {
  deleteModelVersionTag,
  deleteRegisteredModelAlias,
  deleteRegisteredModelTag,
  setModelVersionTag,
  setRegisteredModelAlias,
  setRegisteredModelTag,
  transitionModelVersionStage,
} from '../../api/calls.ts'
import { queries } from '../../api/queries.ts'
import { type Mutation, perform } from '../../frame/mutation.ts'
import { stageName } from './registry.ts'

/** Asks again for a model, its versions and the lists that show it. */
export async function modelChanged(name: string): Promise<void> {
  await Promise.all([queries.invalidateQueries({ queryKey: ['models'] }), queries.invalidateQueries({ queryKey: ['model', name] })])
}

const change = (name: string, mutation: Omit<Mutation, 'after'>): Promise<boolean> =>
  perform({ ...mutation, after: () => modelChanged(name) })

/** Points an alias at a version; `before` is where it pointed. It can be undone. */
export async function moveAlias(name: string, alias: string, version: string, before: string | undefined): Promise<void> {
  await change(name, {
    run: () => setRegisteredModelAlias({ name, alias, version }),
    said: `${alias} is version ${version} now`,
    undo: () =>
      before === undefined ? deleteRegisteredModelAlias({ name, alias }) : setRegisteredModelAlias({ name, alias, version: before }),
  })
}

/** Takes an alias away. It can be undone. */
export async function removeAlias(name: string, alias: string, version: string): Promise<void> {
  await change(name, {
    run: () => deleteRegisteredModelAlias({ name, alias }),
    said: `Removed the alias ${alias}`,
    undo: () => setRegisteredModelAlias({ name, alias, version }),
  })
}

/** Moves a version to a stage, with `archive` the others of that stage to Archived. It can be undone, as a whole. */
export async function moveStage(moved: ModelVersion, stage: string, archive: boolean, all: readonly ModelVersion[]): Promise<void> {
  const { name, version } = moved
  const others = archive ? all.filter((each) => each.current_stage === stage && each.version !== version) : []
  const back = [moved, ...others].map((each) => ({ version: each.version, stage: each.current_stage }))
  const archived = others.length > 0 ? `; archived ${others.map((each) => each.version).join(', ')}` : ''
  await change(name, {
    run: () => transitionModelVersionStage({ name, version, stage, archive_existing_versions: archive }),
    said: `Version ${version} is in ${stageName(stage)} now${archived}`,
    undo: async () => {
      for (const each of back) await transitionModelVersionStage({ name, archive_existing_versions: false, ...each })
    },
  })
}

interface TagOwner {
  name: string
  /** Of a version; absent for the model itself. */
  version?: string
}

const write = ({ name, version }: TagOwner, key: string, value: string): Promise<unknown> =>
  version === undefined ? setRegisteredModelTag({ name, key, value }) : setModelVersionTag({ name, version, key, value })
const erase = ({ name, version }: TagOwner, key: string): Promise<unknown> =>
  version === undefined ? deleteRegisteredModelTag({ name, key }) : deleteModelVersionTag({ name, version, key })

/** Sets a tag of a model or version. It can be undone. */
export async function setRegistryTag(owner: TagOwner, key: string, value: string, before: string | undefined): Promise<void> {
  await change(owner.name, {
    run: () => write(owner, key, value),
    said: `Set the tag ${key}`,
    undo: () => (before === undefined ? erase(owner, key) : write(owner, key, before)),
  })
}

/** Takes a tag off a model or version. It can be undone. */
export async function deleteRegistryTag(owner: TagOwner, key: string, before: string): Promise<void> {
  await change(owner.name, { run: () => erase(owner, key), said: `Removed tag "${key}"`, undo: () => write(owner, key, before) })
}
