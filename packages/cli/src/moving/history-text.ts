import { type Client, MlflowError } from '@tailrace/sdk'

/**
 * A point as the text that a server sent: timestamp, step, value. Equal texts are equal points, whatever a number type could hold; infinities
 * are the largest doubles, as databases keep them.
 */
export type PointText = string

interface TextRow {
  readonly run_id: string
  readonly point: PointText
}

/** Points of a request for one run. */
const PAGE = 10_000
/** Points that the bulk endpoint answers at most, over all its runs. */
export const BULK_POINTS = 25_000
/** Runs that the bulk endpoint takes. */
export const BULK_RUNS = 100

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/**
 * Reads the history of a metric as text. It shares no code with the reader of moves, so that it finds what that reader gets wrong.
 * @throws MlflowError
 */
export async function historyTexts(client: Client, run_id: string, metric_key: string): Promise<PointText[]> {
  const points: PointText[] = []
  for (let token: string | undefined = ''; token !== undefined;) {
    const query = new URLSearchParams({ run_id, metric_key, max_results: String(PAGE), ...(token !== '' && { page_token: token }) })
    const text = await get(client, `/api/2.0/mlflow/metrics/get-history?${query.toString()}`)
    const { rows, next } = rowsOf(text)
    points.push(...rows.map(({ point }) => point))
    token = next
  }
  return points
}

/** Counts the points of a metric that each of some runs has: BULK_RUNS at most. Undefined where there are too many for one request, and of old servers. */
export async function countPoints(client: Client, runs: readonly string[], metric_key: string): Promise<Map<string, number> | undefined> {
  const query = new URLSearchParams({ metric_key, max_results: String(BULK_POINTS) })
  for (const run of runs) query.append('run_id', run)
  const text = await get(client, `/ajax-api/2.0/mlflow/metrics/get-history-bulk?${query.toString()}`).catch((error: unknown) => {
    if (error instanceof MlflowError && [404, 405].includes(error.status)) return undefined
    throw error
  })
  if (text === undefined) return undefined
  const { rows } = rowsOf(text)
  if (rows.length >= BULK_POINTS) return undefined
  const counts = new Map<string, number>()
  for (const { run_id } of rows) counts.set(run_id, (counts.get(run_id) ?? 0) + 1)
  return counts
}

/** A point as text, from values. */
export function pointText(timestamp: unknown, step: unknown, value: unknown): PointText {
  const number = Number(value)
  const stored = Number.isFinite(number) || Number.isNaN(number) ? number : Math.sign(number) * Number.MAX_VALUE
  return `${String(timestamp)} ${String(step)} ${stored}`
}

async function get(client: Client, url: string): Promise<string> {
  return (await client.http.send({ method: 'GET', url, idempotent: true, whole: true })).text()
}

/** Metrics are the innermost objects of a response; JSON.parse would round their numbers and refuse the bare NaN of MLflow. */
function rowsOf(text: string): { rows: TextRow[]; next: string | undefined } {
  const rows: TextRow[] = []
  let next: string | undefined
  let fields: Record<string, string> = {}
  let key: string | undefined
  let last = ''
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') fields = {}
    else if (token === '}') {
      if (fields['key'] !== undefined && fields['value'] !== undefined) {
        rows.push({ run_id: fields['run_id'] ?? '', point: pointText(fields['timestamp'] ?? 0, fields['step'] ?? 0, fields['value']) })
      }
      fields = {}
    } else if (token === ':') key = last.slice(1, -1)
    else if (token !== ',' && token !== '[' && token !== ']') {
      if (key !== undefined) {
        const plain = token.startsWith('"') ? (JSON.parse(token) as string) : token
        fields[key] = plain
        if (key === 'next_page_token' && token.length > 2 && token.startsWith('"')) next = plain
        key = undefined
      }
      last = token
    }
    if (token === '{' || token === '[') key = undefined
  }
  return { rows, next }
}
