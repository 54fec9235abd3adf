import { parseSafePath } from '@tailrace/contract'
import { ARTIFACTS, FILES, OUTSIDE, RECORDS, RELATIVE, TABLES } from './format.ts'

/** Bytes of one record: a profile of a dataset has 16 million characters. */
const LONGEST = 256 * 1024 * 1024
const FOLDERS_OF_FILES = [ARTIFACTS, FILES, OUTSIDE, RELATIVE]
/** Fields without which a record of a kind means nothing, with dots between levels. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  experiment: ['experiment.experiment_id', 'experiment.name'],
  run: ['run.info.run_id', 'run.info.experiment_id'],
  points: ['run_id', 'key'],
  logged_model: ['model.info.model_id', 'model.info.experiment_id'],
  registered_model: ['registered_model.name'],
  model_version: ['model_version.name', 'model_version.version'],
}

/** Takes the bytes of a member and throws at the first record that cannot be used. */
export interface RecordCheck {
  add(chunk: Buffer): void
  end(): void
}

/** Why a member's name cannot be used; undefined for a good one. Nothing of an archive leads out of the folders that are written. */
export function nameProblem(name: string, type: string | null | undefined): string | undefined {
  if (type !== undefined && type !== null && !['file', 'contiguous-file'].includes(type))
    return `its member ${name} is no file but a ${type}`
  const folder = FOLDERS_OF_FILES.find((each) => name.startsWith(each))
  if (folder === undefined) return undefined
  try {
    if (parseSafePath(name.slice(folder.length)) === name.slice(folder.length)) return undefined
  } catch {
    // Said below, as for a path that is written otherwise.
  }
  return `its member ${name} has a path that cannot be written`
}

/**
 * A check for a member of records or of rows; undefined for files. Every line is parsed, so that an import that begins can end.
 * @throws Error from its methods, with the line and what is wrong with it
 */
export function recordCheck(name: string): RecordCheck | undefined {
  if (name.startsWith(RECORDS)) return new Lines(name, checkRecord)
  if (!name.startsWith(TABLES)) return undefined
  let columns: number | undefined
  return new Lines(name, (row) => {
    if (!Array.isArray(row)) return 'is no list'
    columns ??= row.length
    return row.length === columns ? undefined : `has ${row.length} values for ${columns} columns`
  })
}

class Lines implements RecordCheck {
  readonly #name: string
  readonly #problemOf: (value: unknown) => string | undefined
  #rest: Buffer[] = []
  #bytes = 0
  #line = 0

  constructor(name: string, problemOf: (value: unknown) => string | undefined) {
    this.#name = name
    this.#problemOf = problemOf
  }

  add(chunk: Buffer): void {
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      this.#take(chunk.subarray(from, end))
      this.#check()
      from = end + 1
    }
    this.#take(chunk.subarray(from))
  }

  end(): void {
    if (this.#bytes > 0) this.#check()
  }

  #take(piece: Buffer): void {
    this.#bytes += piece.length
    if (this.#bytes > LONGEST) this.#refuse(`is longer than ${LONGEST} bytes`, 1)
    if (piece.length > 0) this.#rest.push(piece)
  }

  #check(): void {
    const text = Buffer.concat(this.#rest, this.#bytes).toString('utf8')
    this.#rest = []
    this.#bytes = 0
    this.#line++
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      this.#refuse('is no JSON')
    }
    const problem = this.#problemOf(value)
    if (problem !== undefined) this.#refuse(problem)
  }

  #refuse(problem: string, ahead = 0): never {
    throw new Error(`line ${this.#line + ahead} of its member ${this.#name} ${problem}`)
  }
}

function checkRecord(record: unknown): string | undefined {
  const kind = at(record, 'kind')
  if (typeof kind !== 'string' || !Object.hasOwn(REQUIRED, kind)) return 'is of a kind that this program does not know: take a later one'
  const missing = REQUIRED[kind]?.find((field) => !isText(at(record, field)))
  if (missing !== undefined) return `is of the kind ${kind} and has no ${missing}`
  if (kind !== 'points') return undefined
  const points = at(record, 'points')
  if (!Array.isArray(points)) return 'is of the kind points and has no points'
  return points.every(isPoint) ? undefined : 'holds a point that is not [timestamp, value, step]'
}

const isPoint = (point: unknown): boolean =>
  Array.isArray(point) && point.length >= 3 && isWhole(point[0]) && ['number', 'string'].includes(typeof point[1]) && isWhole(point[2])
const at = (value: unknown, field: string): unknown =>
  field
    .split('.')
    .reduce<unknown>(
      (found, key) => (typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[key] : undefined),
      value,
    )
const isText = (value: unknown): boolean => (typeof value === 'string' && value !== '') || typeof value === 'number'
const isWhole = (value: unknown): boolean => Number.isInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value))
