import type { Experiment, LoggedModel, RegisteredModel } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { TextFitter, fittingDb } from './fit-texts.ts'
import type { DirectStore } from './open-direct.ts'
import { modelLocation, runLocation, takeExperiment } from './take-experiments.ts'
import { takeAliases, takeLoggedModel, takeModelVersion, takeRegisteredModel } from './take-models.ts'
import { type PointsToTake, type RunToTake, existingRuns, takePoints, takeRuns } from './take-runs.ts'
import { type MovedRecord, type Tally, noTally } from './records.ts'

/** Rows of a transaction: enough to make its commit cheap, few enough to hold. */
const CHUNK_ROWS = 20_000

/** How an intake deals with what it finds. */
export interface ImporterOptions {
  /** What is there already takes the state and the tags of the source; else it stays and is only added to. */
  readonly update: boolean
  /** Artifacts move along: answers where those of an experiment go, by its id in this database. Absent: they stay where they are. */
  readonly locate?: (experimentId: string) => string
  /** Hears of each thing that could not be taken, in one line. */
  readonly onProblem: (line: string) => void
}

/**
 * Takes records in with their ids and times, many in one transaction. Idempotent: what was taken before is found by its id.
 * A thing that the database refuses is reported and left out, the others go on.
 */
export class Importer {
  /** What was new or changed. Params, tags, points and links are counted in the store instead: see countOf. */
  readonly written: Tally = noTally()
  /** Ids of runs that were there before. */
  readonly existed = new Set<string>()
  readonly #store: DirectStore
  readonly #options: ImporterOptions
  readonly #fitter: TextFitter
  readonly #experiments = new Map<string, { id: number | bigint; location: string }>()
  /** Old places of artifacts and new ones, where they move. */
  readonly #places = new Map<string, string>()
  readonly #aliases: RegisteredModel[] = []
  #runs: RunToTake[] = []
  #points: PointsToTake[] = []
  #rows = 0

  constructor(store: DirectStore, options: ImporterOptions) {
    this.#store = store
    this.#options = options
    this.#fitter = new TextFitter(options.onProblem)
  }

  /** Takes one record; it is in the database after the next `flush` at the latest. */
  async add(record: MovedRecord): Promise<void> {
    if (record.kind === 'run') this.#addRun(record)
    else if (record.kind === 'points') {
      this.#points.push(record)
      this.#rows += record.points.length
    } else {
      await this.flush()
      await this.#takeOne(record)
    }
    if (this.#rows >= CHUNK_ROWS) await this.flush()
  }

  /** Writes what is still held back. */
  async flush(): Promise<void> {
    const [runs, points] = [this.#runs, this.#points]
    this.#runs = []
    this.#points = []
    this.#rows = 0
    if (runs.length > 0 || points.length > 0) await this.#takeChunk(runs, points)
  }

  /** Writes the rest: aliases, which need the versions that they name. */
  async finish(): Promise<void> {
    await this.flush()
    for (const model of this.#aliases) {
      await this.#try(`aliases of the model '${model.name}'`, () => this.#transaction((db) => takeAliases(db, model, this.#options.update)))
    }
  }

  /** The id that an experiment of the source has here. */
  experimentId(id: string): string | undefined {
    const taken = this.#experiments.get(id)
    return taken && String(taken.id)
  }

  /** Whether the owner of files at a location was taken, so that they have a new place. */
  isMoved(location: string): boolean {
    return this.#places.has(location)
  }

  /** Where artifacts are after the move: the text with the old place of a run or a model in front replaced by the new one. */
  newPlace(location: string): string {
    for (let end = location.length; end > 0; end = location.lastIndexOf('/', end - 1)) {
      const place = this.#places.get(location.slice(0, end))
      if (place !== undefined) return place + location.slice(end)
    }
    return location
  }

  #addRun(record: Extract<MovedRecord, { kind: 'run' }>): void {
    const { info, data } = record.run
    const experiment = this.#experiments.get(info.experiment_id)
    if (!experiment) return this.#options.onProblem(`run ${info.run_id}: its experiment ${info.experiment_id} is not there`)
    const artifact_uri = this.#move(info.artifact_uri ?? '', runLocation(experiment.location, info.run_id))
    this.#runs.push({ record: { ...record, run: { ...record.run, info: { ...info, artifact_uri } } }, experiment_id: experiment.id })
    this.#rows += 1 + (data.params?.length ?? 0) + (data.tags?.length ?? 0)
  }

  #move(from: string, to: string): string {
    if (!this.#options.locate) return from
    this.#places.set(from, to)
    return to
  }

  async #takeOne(record: Exclude<MovedRecord, { kind: 'run' | 'points' }>): Promise<void> {
    if (record.kind === 'experiment') {
      const { experiment } = record
      await this.#try(`experiment ${experiment.experiment_id} '${experiment.name}'`, () => this.#takeExperiment(experiment))
    } else if (record.kind === 'logged_model') {
      await this.#try(`logged model ${record.model.info.model_id}`, () => this.#takeLoggedModel(record.model))
    } else if (record.kind === 'registered_model') {
      const model = record.registered_model
      this.#aliases.push(model)
      await this.#try(`registered model '${model.name}'`, async () => {
        const written = await this.#transaction((db) => takeRegisteredModel(db, model, this.#options.update))
        if (written) this.written.registered_models++
      })
    } else {
      const version = { ...record.model_version, source: this.newPlace(record.model_version.source) }
      const storage = record.storage_location === undefined ? undefined : this.newPlace(record.storage_location)
      await this.#try(`version ${version.version} of the model '${version.name}'`, async () => {
        const written = await this.#transaction((db) => takeModelVersion(db, version, storage, this.#options.update))
        if (written) this.written.model_versions++
      })
    }
  }

  async #takeExperiment(experiment: Experiment): Promise<void> {
    const { update, locate } = this.#options
    const taken = await this.#transaction((db) => takeExperiment(db, experiment, { update, locate }))
    this.#experiments.set(experiment.experiment_id, { id: taken.experiment_id, location: taken.artifact_location })
    if (taken.written) this.written.experiments++
  }

  async #takeLoggedModel(model: LoggedModel): Promise<void> {
    const experiment = this.#experiments.get(model.info.experiment_id)
    if (!experiment) throw new Error(`its experiment ${model.info.experiment_id} is not there`)
    const artifact_uri = this.#move(model.info.artifact_uri, modelLocation(experiment.location, model.info.model_id))
    const moved = { ...model, info: { ...model.info, artifact_uri } }
    const written = await this.#transaction((db) => takeLoggedModel(db, moved, experiment.id, this.#options.update))
    if (written) this.written.logged_models++
  }

  /** Takes many runs at once; when the database refuses the whole, one run after the other, so that one of them alone is left out. */
  async #takeChunk(runs: readonly RunToTake[], points: readonly PointsToTake[]): Promise<void> {
    try {
      this.written.runs += await this.#take(runs, points)
    } catch (error) {
      const ids = new Set([...runs.map(({ record }) => record.run.info.run_id), ...points.map(({ run_id }) => run_id)])
      if (ids.size < 2) return this.#options.onProblem(`run ${[...ids][0]}: ${reasonOf(error)}`)
      for (const id of ids) {
        const own = [runs.filter(({ record }) => record.run.info.run_id === id), points.filter(({ run_id }) => run_id === id)] as const
        await this.#try(`run ${id}`, async () => {
          this.written.runs += await this.#take(...own)
        })
      }
    }
  }

  #take(runs: readonly RunToTake[], points: readonly PointsToTake[]): Promise<number> {
    return this.#transaction(async (db) => {
      const ids = runs.map(({ record }) => record.run.info.run_id)
      for (const id of await existingRuns(db, ids)) this.existed.add(id)
      const written = await takeRuns(db, runs, this.#options.update)
      await takePoints(db, points)
      return written
    })
  }

  /** A transaction whose texts are made to fit. */
  #transaction<Result>(work: (db: Db) => Promise<Result>): Promise<Result> {
    return this.#store.transaction((db) => work(fittingDb(db, this.#fitter)))
  }

  async #try(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#options.onProblem(`${what}: ${reasonOf(error)}`)
    }
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
