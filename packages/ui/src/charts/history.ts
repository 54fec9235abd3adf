import type { MetricSeries, RequestOf, SmoothedMetric, queryMetricHistory as Contract } from '@tailrace/contract'
import { queryMetricHistory } from '../api/calls.ts'
import { MANY_SERIES } from './buckets.ts'

type Request = RequestOf<typeof Contract>

/** One metric of one run as it arrives here: whole numbers out of JSON are plain numbers. */
export interface Series extends Omit<MetricSeries, 'points' | 'steps' | 'timestamps' | 'smoothed'> {
  points: number
  steps: number[]
  timestamps: number[]
  smoothed?: Omit<SmoothedMetric, 'at' | 'counts'> & { at: number[]; counts: number[] }
}

/** Points of one metric for a chart. */
export interface HistoryRequest {
  run_ids: readonly string[]
  key: string
  x: 'step' | 'time'
  start?: number | undefined
  end?: number | undefined
  buckets: number
  /** Weight of what came before, above 0, to smooth by. */
  smoothing?: number | undefined
}

/** ms that requests wait for others that can go with them. */
const GATHER_MS = 8
/** Runs and metrics of one request at most. */
const MOST = 100

interface Waiting {
  isSent: boolean
  request: Omit<Request, 'run_ids' | 'metric_keys'> & { run_ids: string[] }
  keys: Map<string, { resolve: (series: Series[]) => void; reject: (error: unknown) => void }[]>
}
const waiting = new Map<string, Waiting>()

/** Reads a metric of runs; charts that ask in the same moment for the same runs and range share one request. */
export async function readHistory({ run_ids, key, ...range }: HistoryRequest): Promise<Series[]> {
  const parts: Promise<Series[]>[] = []
  // Two requests for many: the server has two threads that read.
  const size = Math.min(MOST, run_ids.length < MANY_SERIES ? MANY_SERIES : Math.ceil(run_ids.length / 2))
  for (let from = 0; from < run_ids.length; from += size) parts.push(gather(run_ids.slice(from, from + size), key, range))
  return (await Promise.all(parts)).flat()
}

function gather(run_ids: string[], key: string, range: Omit<HistoryRequest, 'run_ids' | 'key'>): Promise<Series[]> {
  const signature = JSON.stringify([run_ids, range])
  let group = waiting.get(signature)
  if (!group || group.keys.size >= MOST) {
    const fresh: Waiting = { isSent: false, request: { run_ids, ...withoutAbsent(range) }, keys: new Map() }
    group = fresh
    waiting.set(signature, fresh)
    const send = (): void => sendWaiting(signature, fresh)
    // All charts zoom in one turn, and draw what they have before a timer's.
    if (range.start !== undefined) queueMicrotask(send)
    else setTimeout(send, GATHER_MS)
  }
  const { keys } = group
  return new Promise((resolve, reject) => keys.set(key, [...(keys.get(key) ?? []), { resolve, reject }]))
}

function sendWaiting(signature: string, group: Waiting): void {
  if (group.isSent) return
  group.isSent = true
  if (waiting.get(signature) === group) waiting.delete(signature)
  void sendGroup(group)
}

/** Sends what waits for others at once. */
export const sendHistories = (): void => waiting.forEach((group, signature) => sendWaiting(signature, group))

async function sendGroup({ request, keys }: Waiting): Promise<void> {
  try {
    const { series } = await queryMetricHistory({ ...request, metric_keys: [...keys.keys()] })
    for (const [key, waiters] of keys) {
      const own = (series as Series[]).filter((one) => one.key === key)
      for (const { resolve } of waiters) resolve(own)
    }
  } catch (error) {
    for (const waiters of keys.values()) for (const { reject } of waiters) reject(error)
  }
}

/** Steps and times travel as whole numbers. */
function withoutAbsent({
  start,
  end,
  smoothing,
  ...rest
}: Omit<HistoryRequest, 'run_ids' | 'key'>): Omit<Request, 'run_ids' | 'metric_keys'> {
  return {
    ...rest,
    ...(smoothing && { smoothing }),
    ...(start !== undefined && { start: Math.floor(start) }),
    ...(end !== undefined && { end: Math.ceil(end) }),
  }
}
