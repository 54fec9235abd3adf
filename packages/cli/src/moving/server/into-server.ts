import { type Experiment, type LoggedModel, type RegisteredModel, type Run, mlflowReading, maskSecrets } from '@tailrace/contract'
import { type Client, Artifacts } from '@tailrace/sdk'
import { noTally } from '@tailrace/store'
import { Readable } from 'node:stream'
import type { Tracking } from '../../tracking.ts'
import { type FileOwner, type MovedFile, type MovedItem, type OnProblem, type ReadAgain, isUnreachable } from '../source.ts'
import type { MoveResult, MoveTarget } from '../move-target.ts'
import { Verification } from '../verification.ts'
import { type ModelCopy, copyModel, isAbsent, knownModels } from './copy-models.ts'
import { copyModelVersion, copyRegisteredModel } from './copy-registry.ts'
import { type RunCopy, beginRun, finishRun, sendPoints } from './copy-run.ts'
import { KnownRuns } from './known-runs.ts'
import type { LocalRoots } from '../local-roots.ts'
import { OutsideLocations } from '../outside-locations.ts'
import { Places } from './places.ts'
import { RunLinks } from './run-links.ts'
import { PARENT, isSameState, stateOf } from './source-tags.ts'

/** Runs, and files, that are sent at a time. */
const PARALLEL = 4
/** Points that wait to be sent. */
const WAITING = 50_000

interface Target {
  readonly experiment_id: string
  readonly source: Experiment
  readonly runs: KnownRuns
  models?: ReadonlyMap<string, ModelCopy>
  /** Deleted at the target, and not restored yet. */
  deleted: boolean
  restored?: boolean
}

/** A run that is being sent, step by step. */
interface Job {
  readonly run: Run
  readonly copy: Promise<RunCopy>
  steps: Promise<unknown>
}

/** The files that an owner has at the target, with their sizes in bytes. */
interface Listing {
  readonly artifacts: Artifacts
  readonly sizes: ReadonlyMap<string, number>
  /** Sizes of the files that were sent since. */
  readonly sent: Map<string, number>
}

/** How a server is filled. */
interface ServerOptions {
  readonly files: boolean
  /** Local folders that may be written where the server keeps artifacts in one: its word alone does not count. */
  readonly roots: LocalRoots
}

/** Takes things into a tracking server: new ids, the old ones in tags, by which a second copy finds what is there. */
export function intoServer({ client, uri }: Tracking, options: ServerOptions, onProblem: OnProblem): MoveTarget {
  return new ServerTaker(client, maskSecrets(uri), options, onProblem)
}

class ServerTaker implements MoveTarget {
  readonly name: string
  readonly files: boolean
  readonly #client: Client
  readonly #onProblem: OnProblem
  readonly #outside: OutsideLocations
  readonly #places = new Places()
  readonly #verification = new Verification()
  readonly #targets = new Map<string, Target>()
  readonly #running = new Set<Promise<void>>()
  readonly #aliases: RegisteredModel[] = []
  readonly #links: RunLinks
  /** Copies by the ids that the runs have in the source. */
  readonly #copies = new Map<string, RunCopy>()
  readonly #listings = new Map<string, Promise<Listing | undefined>>()
  readonly #taken = { ...noTally(), files: 0, bytes: 0 }
  #job: Job | undefined
  #waiting = 0
  /** The server went away: nothing more is sent. */
  #lost: Error | undefined
  #isTailrace: Promise<boolean> | undefined

  constructor(client: Client, name: string, { files, roots }: ServerOptions, onProblem: OnProblem) {
    this.#client = client
    this.#links = new RunLinks(client, this.#places)
    this.name = name
    this.files = files
    this.#outside = new OutsideLocations(roots)
    this.#onProblem = onProblem
  }

  async add(item: MovedItem): Promise<void> {
    await this.#add(item)
    if (this.#lost) throw this.#lost
  }

  async #add(item: MovedItem): Promise<void> {
    if (item.kind === 'file') return this.#addFile(item)
    this.#verification.note(item)
    if (item.kind === 'points') return this.#addPoints(item)
    this.#endRun()
    if (item.kind === 'run') return this.#addRun(item.run)
    await this.#settle(0)
    await this.#try(nameOf(item), () => this.#addOther(item))
  }

  async finish(again?: ReadAgain): Promise<MoveResult> {
    this.#endRun()
    await this.#settle(0)
    for (const [id, listing] of this.#listings) this.#compareLater(id, listing)
    this.#listings.clear()
    await this.#settle(0)
    await this.#sendLinks(true)
    for (const problem of this.#outside.problems()) this.#onProblem(problem)
    for (const { name, aliases = [] } of this.#aliases) {
      for (const { alias, version } of aliases) {
        await this.#try(
          `alias '${alias}' of '${name}'`,
          async () => void (await this.#client.setRegisteredModelAlias({ name, alias, version })),
        )
      }
    }
    for (const { experiment_id, source, deleted } of this.#targets.values()) {
      if (source.lifecycle_stage !== 'deleted' || deleted) continue
      await this.#try(`experiment '${source.name}'`, async () => void (await this.#client.deleteExperiment({ experiment_id })))
    }
    if (this.#lost) throw this.#lost
    const sent = (id: string): RunCopy | undefined => (this.#copies.get(id)?.changed ? this.#copies.get(id) : undefined)
    await this.#verification.countAt(this.#client, this.#onProblem, sent)
    const compared = await this.#verification.compare(this.#client, this.#onProblem, again, (id) => this.#copies.get(id))
    return { ...this.#taken, compared }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#running)
  }

  async #addOther(item: Exclude<MovedItem, { kind: 'file' | 'run' | 'points' }>): Promise<void> {
    if (item.kind === 'experiment') await this.#addExperiment(item.experiment)
    else if (item.kind === 'logged_model') await this.#addModel(item.model)
    else {
      await this.#sendLinks()
      if (item.kind === 'model_version') {
        if (await copyModelVersion(this.#client, item.model_version, this.#places)) this.#taken.model_versions++
      } else {
        this.#aliases.push(item.registered_model)
        if (await copyRegisteredModel(this.#client, item.registered_model)) this.#taken.registered_models++
      }
    }
  }

  async #addExperiment(source: Experiment): Promise<void> {
    await this.#sendLinks()
    const { name, tags = [] } = source
    const there = await this.#client.getExperimentByName({ experiment_name: name }).catch((error: unknown) => {
      if (isAbsent(error)) return undefined
      throw error
    })
    const given = tags.map(({ key, value = '' }) => ({ key, value }))
    const experiment_id = there?.experiment.experiment_id ?? (await this.#client.createExperiment({ name, tags: given })).experiment_id
    const deleted = there?.experiment.lifecycle_stage === 'deleted'
    this.#targets.set(source.experiment_id, { experiment_id, source, deleted, runs: await KnownRuns.read(this.#client, experiment_id) })
    if (!there) this.#taken.experiments++
    const known = new Map(there?.experiment.tags?.map(({ key, value }) => [key, value]))
    if (!there || deleted) return
    for (const { key, value } of given) if (known.get(key) !== value) await this.#client.setExperimentTag({ experiment_id, key, value })
  }

  /** The target of an experiment, restored where something is to be written. */
  async #active(target: Target): Promise<void> {
    if (!target.deleted) return
    target.deleted = false
    target.restored = true
    await this.#client.restoreExperiment({ experiment_id: target.experiment_id })
  }

  async #addRun(run: Run): Promise<void> {
    const target = this.#targets.get(run.info.experiment_id)
    if (!target) return this.#onProblem(`run ${run.info.run_id}: its experiment is not there`)
    await this.#settle(PARALLEL - 1)
    await this.#try(`experiment '${target.source.name}'`, () => this.#restoreFor(target, run))
    const copy = this.#begin(target, run)
    this.#job = { run, copy, steps: copy }
    copy.catch(() => undefined)
  }

  async #restoreFor(target: Target, run: Run): Promise<void> {
    if (target.deleted && !isSameState(target.runs.find(run.info.run_id, run.data.tags)?.state, stateOf(run))) await this.#active(target)
  }

  async #begin(target: Target, run: Run): Promise<RunCopy> {
    const { info, data } = run
    const parent = data.tags?.find(({ key }) => key === PARENT)?.value
    const found = target.runs.find(info.run_id, data.tags)
    // An experiment that was restored has restored its runs.
    const known = found && target.restored ? { ...found, lifecycle_stage: 'active' } : found
    const parentCopy = parent === undefined ? undefined : this.#places.id(parent)
    const copy = await beginRun(this.#client, run, target.experiment_id, known, parentCopy)
    this.#places.add({ id: info.run_id, location: info.artifact_uri ?? '' }, { id: copy.run_id, location: copy.artifact_uri })
    this.#copies.set(info.run_id, copy)
    if (copy.changed) this.#taken.runs++
    return copy
  }

  async #addPoints({ key, points }: Extract<MovedItem, { kind: 'points' }>): Promise<void> {
    const job = this.#job
    if (!job) return
    this.#waiting += points.length
    job.steps = job.steps.then(async () => {
      const copy = await job.copy
      if (copy.changed) await sendPoints(this.#client, copy.run_id, key, points)
      this.#waiting -= points.length
    })
    job.steps.catch(() => undefined)
    if (this.#waiting > WAITING) await job.steps.catch(() => undefined)
  }

  /** Lets the run that was sent last finish on its own. */
  #endRun(): void {
    const job = this.#job
    this.#job = undefined
    if (!job) return
    const { run } = job
    const end = async (): Promise<void> => {
      await job.steps
      const copy = await job.copy
      const activate = async (): Promise<void> => {
        const target = this.#targets.get(run.info.experiment_id)
        if (target) await this.#active(target)
      }
      if (this.#links.mustWait({ copy, run })) this.#links.add({ copy, run, activate })
      else if (copy.changed) await finishRun(this.#client, copy, run)
    }
    const ended = this.#try(`run ${run.info.run_id}`, end).finally(() => this.#running.delete(ended))
    this.#running.add(ended)
  }

  async #addModel(model: LoggedModel): Promise<void> {
    const target = this.#targets.get(model.info.experiment_id)
    if (!target) throw new Error('its experiment is not there')
    target.models ??= await knownModels(this.#client, target.experiment_id)
    if (!target.models.has(model.info.model_id)) await this.#active(target)
    const { isNew } = await copyModel(this.#client, model, target.experiment_id, target.models, this.#places)
    if (isNew) this.#taken.logged_models++
  }

  /** Sets the links of runs that can be set by now; the last time, of all. */
  async #sendLinks(last = false): Promise<void> {
    for (const { run_id, settle } of this.#links.take(last)) await this.#try(`links of run ${run_id}`, settle)
  }

  /** Stores a file, unless one of that size is there. */
  async #addFile(file: MovedFile): Promise<void> {
    this.#endRun()
    await this.#sendLinks()
    const id = 'run_id' in file.owner ? file.owner.run_id : file.owner.model_id
    // Runs that are on their way have no id there yet.
    await this.#settle(this.#places.id(id) === undefined ? 0 : PARALLEL - 1)
    const sent = this.#try(`file ${file.path} of ${id}`, () => this.#send(file, id)).finally(() => this.#running.delete(sent))
    this.#running.add(sent)
    if (file.once) await sent
  }

  async #send({ owner, path, size, open }: MovedFile, id: string): Promise<void> {
    const to = this.#places.id(id)
    if (to === undefined) throw new Error('its owner was not copied')
    const mine: FileOwner = 'run_id' in owner ? { run_id: to } : { model_id: to }
    const listing = await this.#listing(to, mine)
    if (!listing) return
    const { artifacts, sizes, sent } = listing
    if (sizes.get(path) === size) return
    const reading = mlflowReading(path)
    if (reading !== path && !(await this.#keepsNames())) throw new Error(`a server of MLflow would store it as '${reading}'`)
    const body =
      size <= 1_000_000
        ? new Uint8Array(Buffer.concat(await (await open()).toArray()))
        : (Readable.toWeb(await open()) as ReadableStream<Uint8Array>)
    await artifacts.write(path, body)
    sent.set(path, size)
    this.#taken.files++
    this.#taken.bytes += size
  }

  async #uriOf(owner: FileOwner): Promise<string> {
    if ('run_id' in owner) return (await this.#client.getRun(owner)).run.info.artifact_uri ?? ''
    return (await this.#client.getLoggedModel(owner)).model.info.artifact_uri
  }

  /** Only the last owners are remembered: files come owner by owner. */
  #listing(id: string, owner: FileOwner): Promise<Listing | undefined> {
    const known = this.#listings.get(id)
    if (known) return known
    const read = async (): Promise<Listing | undefined> => {
      const uri = await this.#uriOf(owner)
      if (uri !== '' && this.#outside.note(uri)) return undefined
      const artifacts = new Artifacts(this.#client, owner, uri)
      const sizes = new Map<string, number>()
      for await (const { path, file_size: size = 0 } of artifacts.walk()) sizes.set(path, Number(size))
      return { artifacts, sizes, sent: new Map() }
    }
    const listing = read()
    this.#listings.set(id, listing)
    const [[oldest, done] = []] = this.#listings
    if (oldest !== undefined && done && this.#listings.size > 2 * PARALLEL) {
      this.#listings.delete(oldest)
      this.#compareLater(oldest, done)
    }
    return listing
  }

  /** Compares what a server lists with what was sent to it, once nothing is on the way any more. */
  #compareLater(id: string, listing: Promise<Listing | undefined>): void {
    const compared = this.#try(`files of ${id}`, async () => {
      const found = await listing.catch(() => undefined)
      if (!found || found.sent.size === 0) return
      const { artifacts, sent } = found
      for await (const { path, file_size = 0 } of artifacts.walk()) if (sent.get(path) === Number(file_size)) sent.delete(path)
      for (const path of sent.keys()) this.#onProblem(`file ${path} of ${id}: it was sent, and the server has none of that name and size`)
    }).finally(() => this.#running.delete(compared))
    this.#running.add(compared)
  }

  /** Whether the target stores files under the very names that they are sent with, as servers of Tailrace do. */
  #keepsNames(): Promise<boolean> {
    this.#isTailrace ??= this.#client.getServerInfo({}).then(
      () => true,
      (error: unknown) => {
        if (isUnreachable(error)) throw error
        return false
      },
    )
    return this.#isTailrace
  }

  /** Waits until at most so many works go on. */
  async #settle(most: number): Promise<void> {
    while (this.#running.size > most) await Promise.race(this.#running)
  }

  async #try(what: string, work: () => Promise<void>): Promise<void> {
    if (this.#lost) return
    try {
      await work()
    } catch (error) {
      if (isUnreachable(error)) this.#lost ??= error
      else this.#onProblem(`${what}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

function nameOf(item: Exclude<MovedItem, { kind: 'file' | 'run' | 'points' }>): string {
  if (item.kind === 'experiment') return `experiment '${item.experiment.name}'`
  if (item.kind === 'logged_model') return `logged model ${item.model.info.model_id}`
  if (item.kind === 'registered_model') return `registered model '${item.registered_model.name}'`
  return `version ${item.model_version.version} of the model '${item.model_version.name}'`
}
