import { createClient } from '@tailrace/sdk'
import { type Check, fine, quoted, wrong } from './checks.ts'

/** ms that the clocks of two machines may differ: half a minute more and charts of time go astray. */
const CLOCK_TOLERANCE = 30_000
/** ms to wait for an answer. */
const TIMEOUT = 10_000

/** Looks at a server: whether it answers, what it is, and whether its clock agrees with the one here. */
export async function checkServer(uri: string): Promise<Check[]> {
  const base = uri.replace(/\/+$/, '')
  let reply: Response
  const asked = Date.now()
  try {
    reply = await fetch(`${base}/version`, { signal: AbortSignal.timeout(TIMEOUT) })
  } catch (error) {
    const cause = error instanceof Error ? ((error.cause as Error | undefined) ?? error) : undefined
    return [
      wrong(
        'server',
        `${uri} does not answer: ${cause?.message || String(error)}`,
        `tailrace server   # or set MLFLOW_TRACKING_URI to one that runs`,
      ),
    ]
  }
  const version = (await reply.text()).trim()
  if (!reply.ok)
    return [wrong('server', `${uri} answers ${reply.status}`, `curl -i ${quoted(`${base}/version`)}   # to see who answers there`)]
  return [fine('server', `${uri} answers as MLflow ${version.slice(0, 40)}`), ...(await checkRevision(uri)), checkClock(reply, asked)]
}

/** What the server says of itself; only one of Tailrace does. */
async function checkRevision(uri: string): Promise<Check[]> {
  try {
    const info = await createClient({ trackingUri: uri, retries: 0 }).getServerInfo({})
    return [
      fine('version', `Tailrace ${info.version}`),
      ...(info.schema_revision ? [fine('schema', `revision ${info.schema_revision}`)] : []),
    ]
  } catch {
    return [fine('version', 'not a server of Tailrace')]
  }
}

/** `asked`: ms since the epoch, here. The header has whole seconds. */
function checkClock(reply: Response, asked: number): Check {
  const there = Date.parse(reply.headers.get('date') ?? '')
  if (Number.isNaN(there)) return fine('clock', 'the server does not tell its time')
  const difference = there - (asked + Date.now()) / 2
  if (Math.abs(difference) <= CLOCK_TOLERANCE) return fine('clock', 'agrees with that of the server')
  const side = difference > 0 ? 'behind' : 'ahead of'
  return wrong(
    'clock',
    `${Math.round(Math.abs(difference) / 1000)} s ${side} that of the server`,
    'timedatectl set-ntp true   # here or there',
  )
}
