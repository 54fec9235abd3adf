import type { DatabaseSync } from 'node:sqlite'
import { randomNumbers } from './statistics.ts'

/** Registered models `first` to `last - 1` and the number of versions that each of them has. */
export interface RegistryPart {
  first: number
  last: number
  versions: number
}

/** The values of the tag `team` of models. */
const TEAMS = ['vision', 'speech', 'ranking', 'pricing', 'robotics']
/** The tag `commit` of versions has this many values. */
const COMMITS = 500
const START = Date.UTC(2025, 0, 1)
const SPACING_MS = 60_000

/** Name of the registered model with this number. */
export function modelName(number: number): string {
  return `${TEAMS[number % TEAMS.length] ?? ''}-model-${String(number).padStart(5, '0')}`
}

/**
 * Adds registered models as MLflow would have created them: two tags a model, two tags a version, the aliases `champion` for the newest version of each
 * model and `challenger` for the one before. Every version belongs to one of `runs`, a version a run as far as they suffice. Call it in a transaction.
 */
export function insertRegistry(db: DatabaseSync, { first, last, versions }: RegistryPart, runs: readonly string[]): void {
  const models = db.prepare(
    `INSERT INTO registered_models (workspace, name, creation_time, last_updated_time, description) VALUES ('default', ?, ?, ?, ?)`,
  )
  const modelTags = db.prepare(`INSERT INTO registered_model_tags (workspace, name, key, value) VALUES ('default', ?, ?, ?)`)
  const aliases = db.prepare(`INSERT INTO registered_model_aliases (workspace, name, alias, version) VALUES ('default', ?, ?, ?)`)
  const rows = db.prepare(
    `INSERT INTO model_versions (workspace, name, version, creation_time, last_updated_time, description, user_id, current_stage, source,
       storage_location, run_id, run_link, status, status_message)
     VALUES ('default', ?, ?, ?, ?, ?, 'bench', ?, ?, ?, ?, NULL, 'READY', NULL)`,
  )
  const tags = db.prepare(`INSERT INTO model_version_tags (workspace, name, version, key, value) VALUES ('default', ?, ?, ?, ?)`)
  const random = randomNumbers(first + 5)
  for (let number = first; number < last; number++) {
    const name = modelName(number)
    const created = START + number * versions * SPACING_MS
    models.run(name, created, created + versions * SPACING_MS, `the model with the number ${number}`)
    modelTags.run(name, 'team', TEAMS[Math.floor(random() * TEAMS.length)] ?? '')
    modelTags.run(name, 'tier', String(Math.floor(random() * 3)))
    for (let version = 1; version <= versions; version++) {
      const run = runs[(number * versions + version) % runs.length] ?? ''
      const source = `mlflow-artifacts:/models/${run}/artifacts/model`
      const time = created + version * SPACING_MS
      const stage = version === versions - 1 && number % 5 === 0 ? 'Production' : 'None'
      rows.run(name, version, time, time, `version ${version}`, stage, source, source, run)
      tags.run(name, version, 'validated', random() < 0.5 ? 'yes' : 'no')
      tags.run(name, version, 'commit', `c${Math.floor(random() * COMMITS)}`)
    }
    aliases.run(name, 'champion', versions)
    if (versions > 1) aliases.run(name, 'challenger', versions - 1)
  }
}
