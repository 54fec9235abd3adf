import { randomNumbers } from './statistics.ts'

/** Sizes of a seeded database. */
export interface SeedSize {
  name: 'full' | 'small' | 'large'
  runs: number
  experiments: number
  /** Points of each of the four metrics of a run. */
  points: number
  /** Runs of the history experiment, and the points of each of their ten metrics. */
  longRuns: number
  longPoints: number
  /** Points of the one metric of the huge run. */
  hugePoints: number
  /** Points of the one metric of the longest run. */
  longestPoints: number
  /** Registered models, and versions of each. */
  models: number
  versions: number
}

/** 11,000,000 metric rows: 8,000,000 of ordinary runs, the rest in an experiment of their own. */
export const FULL: SeedSize = {
  name: 'full',
  runs: 20_000,
  experiments: 40,
  points: 100,
  longRuns: 190,
  longPoints: 1_000,
  hugePoints: 100_000,
  longestPoints: 1_000_000,
  models: 500,
  versions: 10,
}

/** 1,500,000 metric rows: 800,000 of ordinary runs. */
export const SMALL: SeedSize = {
  name: 'small',
  runs: 2_000,
  experiments: 40,
  points: 100,
  longRuns: 100,
  longPoints: 400,
  hugePoints: 100_000,
  longestPoints: 200_000,
  models: 500,
  versions: 10,
}

/** 200,000 runs with fewer points each, and 50,000 model versions: 9,150,000 metric rows. */
export const LARGE: SeedSize = {
  name: 'large',
  runs: 200_000,
  experiments: 40,
  points: 10,
  longRuns: 100,
  longPoints: 50,
  hugePoints: 100_000,
  longestPoints: 1_000_000,
  models: 5_000,
  versions: 10,
}

/** The size with this name. */
export function seedSize(name: string): SeedSize {
  const size = [FULL, SMALL, LARGE].find((each) => each.name === name)
  if (size === undefined) throw new Error(`there is no seeded database '${name}'`)
  return size
}

/** The metrics of an ordinary run. */
const METRIC_KEYS: readonly string[] = ['loss', 'accuracy', 'val_loss', 'val_accuracy']

/** The metrics of a long run, which no other run has. */
export const LONG_KEYS: readonly string[] = Array.from({ length: 5 }, (_, n) => [`task_${n}/loss`, `task_${n}/accuracy`]).flat()

/** The metric of the huge run. */
export const HUGE_KEY = 'reward'

/** One point of a metric; `value` NaN stands for a NaN that was logged. */
export interface Point {
  key: string
  step: number
  timestamp: number
  value: number
}

/** A run as the database will hold it. */
export interface SeedRun {
  id: string
  name: string
  user: string
  status: 'FINISHED' | 'FAILED' | 'KILLED' | 'RUNNING'
  start: number
  end: number | null
  params: Record<string, string>
  tags: Record<string, string>
  /** In the order in which they were logged. */
  points: Iterable<Point>
}

const START = Date.UTC(2025, 0, 1)
const SPACING_MS = 20 * 60_000
const USERS = ['ann', 'ben', 'chen', 'dara', 'eva', 'finn', 'gita', 'hugo']
const TEAMS = ['vision', 'speech', 'ranking', 'pricing', 'robotics']
const OPTIMIZERS = ['adam', 'adamw', 'sgd', 'rmsprop', 'lamb']
const MODELS = ['resnet18', 'resnet50', 'vit-b16', 'convnext-t', 'mlp', 'gbdt']
const WORDS = [
  'able',
  'brisk',
  'calm',
  'deft',
  'eager',
  'fair',
  'glad',
  'hale',
  'keen',
  'lush',
  'mild',
  'neat',
  'proud',
  'swift',
  'vivid',
  'wise',
]
const ANIMALS = [
  'ant',
  'bear',
  'crane',
  'deer',
  'eel',
  'finch',
  'goat',
  'heron',
  'ibis',
  'kite',
  'lynx',
  'mole',
  'newt',
  'otter',
  'swan',
  'wren',
]

/** The run with this number: always the same one. Runs start 20 minutes apart on average, and the metrics of a step are logged together. */
export function seedRun(number: number, points: number, keys = METRIC_KEYS): SeedRun {
  const random = randomNumbers(number * 7_919 + 1)
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? ''
  const id = Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('')
  const name = `${pick(WORDS)}-${pick(ANIMALS)}-${Math.floor(random() * 1000)}`
  const user = pick(USERS)
  const start = START + number * SPACING_MS + Math.floor(random() * SPACING_MS * 0.5)
  const stepMs = 2_000 + Math.floor(random() * 30_000)
  const chance = random()
  const status = chance < 0.9 ? 'FINISHED' : chance < 0.96 ? 'FAILED' : chance < 0.98 ? 'KILLED' : 'RUNNING'
  const rate = 10 ** (-1 - 4 * random())
  const params = {
    learning_rate: rate.toPrecision(4),
    batch_size: String(2 ** (4 + Math.floor(random() * 6))),
    optimizer: pick(OPTIMIZERS),
    model: pick(MODELS),
    data_path: `s3://datasets/${pick(TEAMS)}/2025/part-${Math.floor(random() * 1000)}/train.parquet`,
  }
  const tags = { 'mlflow.runName': name, 'mlflow.user': user, 'mlflow.source.name': `train_${params.model}.py`, team: pick(TEAMS) }
  const end = status === 'RUNNING' ? null : start + (points + 1) * stepMs
  return { id, name, user, status, start, end, params, tags, points: curves(random, keys, points, start, stepMs) }
}

/** Losses that fall and accuracies that rise, with noise; a point in 500 is NaN, and the losses of a run in 100 are from some step on. */
function* curves(random: () => number, keys: readonly string[], points: number, start: number, stepMs: number): Generator<Point> {
  const floor = random() * 0.4
  const speed = (2 + 8 * random()) / points
  const diverges = random() < 0.01 ? Math.floor(points * random()) : Infinity
  for (let step = 0; step < points; step++) {
    const timestamp = start + (step + 1) * stepMs
    const decay = Math.exp(-speed * step)
    for (const [at, key] of keys.entries()) {
      const isLoss = key.endsWith('loss')
      const value = isLoss
        ? (1 + 0.05 * at) * (floor + 2.3 * decay) + 0.05 * random()
        : 1 - floor * 0.6 - 0.9 * decay - 0.01 * at + 0.02 * random()
      yield { key, step, timestamp, value: random() < 0.002 || (isLoss && step >= diverges) ? Number.NaN : value }
    }
  }
}

/** The points of the huge run and of the longest, a second apart. */
export function* hugePoints(points: number): Generator<Point> {
  const random = randomNumbers(4)
  for (let step = 0; step < points; step++)
    yield { key: HUGE_KEY, step, timestamp: START + step * 1000, value: Math.sqrt(step) + 20 * random() }
}
