import { createReadStream, readFileSync, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { MovedPoint } from '@tailrace/store'

/** A line of a metric file: of a run, or with a run and a dataset of a logged model. */
export interface PointLine {
  readonly point: MovedPoint
  readonly run_id?: string
  readonly dataset_name?: string
  readonly dataset_digest?: string
}

/** Bytes up to which a file is read at once. */
const WHOLE = 4 * 1024 * 1024
const CHUNK = 10_000
const WORDS: Readonly<Record<string, 'NaN' | 'Infinity' | '-Infinity'>> = {
  nan: 'NaN',
  inf: 'Infinity',
  infinity: 'Infinity',
  '-inf': '-Infinity',
  '-infinity': '-Infinity',
}

const whole = (text: string): number | bigint => {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}

/**
 * Reads a line of any format since 1.0: `time value`, with a step, with a dataset behind it, and those of logged models that name a run.
 * Times of the first releases are seconds.
 * @throws Error for a line that is none
 */
export function parsePoint(line: string, ofModel: boolean): PointLine {
  const fields = line.trim().split(' ')
  const [time = '', value = '', step = '0'] = fields
  const word = WORDS[value.toLowerCase().replace(/^\+/, '')]
  const number = word ?? finite(Number(value))
  if (!/^\d+$/.test(time) || value === '' || Number.isNaN(number) || !/^-?\d+$/.test(step)) throw new Error(`'${line}' is no point`)
  const point: MovedPoint = [whole(time), number, whole(step)]
  if (ofModel && fields[3] !== undefined) return { point, run_id: fields[3], ...dataset(fields[4], fields[5]) }
  return { point, ...dataset(fields[3], fields[4]) }
}

/** What is too large for a double is infinite, as for Python. */
const finite = (number: number): number | 'Infinity' | '-Infinity' =>
  number === Infinity ? 'Infinity' : number === -Infinity ? '-Infinity' : number

const dataset = (name: string | undefined, digest: string | undefined): Pick<PointLine, 'dataset_name' | 'dataset_digest'> =>
  name && digest ? { dataset_name: name, dataset_digest: digest } : {}

/** The points of a metric file without those that are there twice, in chunks. Bad lines are reported with their number and left out. */
export async function* readPoints(file: string, onProblem: (line: string) => void): AsyncGenerator<MovedPoint[], void, undefined> {
  try {
    yield* pointsIn(file, onProblem)
  } catch (error) {
    onProblem(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function* pointsIn(file: string, onProblem: (line: string) => void): AsyncGenerator<MovedPoint[], void, undefined> {
  const seen = new Set<string>()
  let chunk: MovedPoint[] = []
  let number = 0
  for await (const line of linesOf(file)) {
    number++
    if (line.trim() === '') continue
    try {
      const { point } = parsePoint(line, false)
      const identity = point.join(' ')
      if (seen.has(identity)) continue
      seen.add(identity)
      chunk.push(point)
    } catch (error) {
      onProblem(`${file} line ${number}: ${error instanceof Error ? error.message : String(error)}`)
    }
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

const linesOf = (file: string): Iterable<string> | AsyncIterable<string> =>
  statSync(file).size <= WHOLE
    ? readFileSync(file, 'utf8').split('\n')
    : createInterface({ input: createReadStream(file), crlfDelay: Infinity })
