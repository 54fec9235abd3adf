/** The experiment tag that names the metric the experiment is about: `accuracy`, or `-loss` where lower is better. */
export const PRIMARY_METRIC_TAG = 'tailrace.primaryMetric'

/** Whether a metric gets better as it rises (`up`) or falls (`down`). */
export type MetricDirection = 'up' | 'down'

/** The metric that an experiment is about. */
export interface PrimaryKey {
  readonly key: string
  readonly direction: MetricDirection
}

/** Reads the value of the tag `tailrace.primaryMetric`; undefined where it names no metric. */
export function parsePrimaryMetric(value: string | null | undefined): PrimaryKey | undefined {
  if (!value) return undefined
  const key = value.startsWith('-') ? value.slice(1) : value
  return key === '' ? undefined : { key, direction: value.startsWith('-') ? 'down' : 'up' }
}

/** The value of the tag `tailrace.primaryMetric` for a metric. */
export const primaryMetricText = ({ key, direction }: PrimaryKey): string => (direction === 'down' ? `-${key}` : key)

const LOWER_IS_BETTER =
  /loss|error|\berr\b|rmse|rmsle|msle|mse|mae|mape|perplexity|brier|latency|divergence|entropy|regret|hausdorff|distance|(?:^|[^a-z])(?:wer|cer|ter|ppl|nll|fid|fpr|fnr|fdr|eer|ece|kl|duration|time|runtime|ms|seconds)(?:$|[^a-z])/
/** Scores that scikit-learn negates so that higher is better. */
const NEGATED = /(?:^|[^a-z])neg(?:ative)?[^a-z]/

/** Whether a metric gets better as it rises or falls: as the experiment says of its primary metric, else by the metric's name. */
export function directionOf(key: string, primary?: PrimaryKey): MetricDirection {
  if (primary?.key === key) return primary.direction
  const name = key.toLowerCase()
  return LOWER_IS_BETTER.test(name) && !NEGATED.test(name) ? 'down' : 'up'
}

/** Classes of metrics in the order in which they matter. */
const CLASSES = { primary: 0, evaluation: 1, final: 2, other: 3, training: 4, auxiliary: 5, system: 6 } as const

const words = (names: string): RegExp => new RegExp(`^(?:${names.replaceAll(' ', '|')})$`)
const EVALUATION = words('val valid validation test testing eval evaluation dev holdout cv')
const FINAL = words('final best')
const TRAINING = words('train training')
/** Learning rates, counters, times, throughputs, norms and the machine's load. */
const AUXILIARY = words(
  'lr learningrate momentum epochs? steps? iter iterations? batch batches ' +
    'time times duration runtime elapsed eta seconds? secs? ms minutes? hours? timestamp ' +
    'throughput speed fps flops? flos norms? gradnorm gpu cpu ram vram memory',
)
const AUXILIARY_PAIRS = /(?:^| )(?:learning rate|grad(?:ient)? norm|weight decay|loss scale|per sec)(?: |$)/
/** Params that vary without a meaning of their own. */
const SEEDS = words('seeds? rng randomstate uuid')
const MACHINERY = words('verbose verbosity njobs numworkers nworkers device hostname')

/** The words of a key in lower case: `valAcc`, `val/acc` and `val_acc` have the same. */
const wordsOf = (key: string): string[] =>
  key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

function classOf(key: string, primary: PrimaryKey | undefined): number {
  if (key === primary?.key) return CLASSES.primary
  if (/^system\//i.test(key)) return CLASSES.system
  const parts = wordsOf(key)
  const has = (pattern: RegExp): boolean => parts.some((part) => pattern.test(part))
  if (has(AUXILIARY) || AUXILIARY_PAIRS.test(parts.join(' '))) return CLASSES.auxiliary
  if (has(EVALUATION)) return CLASSES.evaluation
  if (has(FINAL)) return CLASSES.final
  return has(TRAINING) ? CLASSES.training : CLASSES.other
}

/** As `directionOf`; undefined where neither the experiment nor the name says which way is better, as of learning rates and epochs. */
export function betterOf(key: string, primary?: PrimaryKey): MetricDirection | undefined {
  const direction = directionOf(key, primary)
  return direction === 'down' || isScore(key, primary) ? direction : undefined
}

/** Whether a metric tells how good a run is, unlike learning rates, epochs, times, throughputs, norms and what the machine did. */
export const isScore = (key: string, primary?: PrimaryKey): boolean => classOf(key, primary) < CLASSES.auxiliary

/**
 * Orders metrics by how much they matter: the primary metric, then those of validation, tests and evaluation, final and best ones, others
 * (those of training last), learning rates, epochs, times, throughputs and norms, and the system's. Metrics of one class keep the order
 * in which they are given.
 */
export function rankMetrics(keys: readonly string[], primary?: PrimaryKey): string[] {
  const classes = new Map(keys.map((key) => [key, classOf(key, primary)]))
  return keys.toSorted((one, other) => (classes.get(one) ?? 0) - (classes.get(other) ?? 0))
}

/** Orders params by how much they matter: seeds and the like come last; others keep the order in which they are given. */
export function rankParams(keys: readonly string[]): string[] {
  return keys.toSorted((one, other) => paramClass(one) - paramClass(other))
}

function paramClass(key: string): number {
  const parts = wordsOf(key)
  const names = [...parts, parts.join('')]
  if (names.some((name) => SEEDS.test(name)) || /(?:^| )random state(?: |$)/.test(parts.join(' '))) return 2
  return names.some((name) => MACHINERY.test(name)) ? 1 : 0
}
