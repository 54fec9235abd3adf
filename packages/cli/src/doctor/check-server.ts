import { maskSecrets } from '@tailrace/contract'
import { type Client, createClient } from '@tailrace/sdk'
import { addressOf, storedCredentials } from '../credentials.ts'
import { type Check, fine, quoted, wrong } from './checks.ts'

/** ms that the clocks of two machines may differ: half a minute more and charts of time go astray. */
const CLOCK_TOLERANCE = 30_000
/** ms to wait for an answer. */
const TIMEOUT = 10_000

/** Looks at a server: whether it answers, what it is, and whether its clock agrees with the one here. */
export async function checkServer(uri: string): Promise<Check[]> {
  const shown = maskSecrets(uri)
  const asked = Date.now()
  try {
    const client = createClient({ trackingUri: addressed(uri), ...storedCredentials(uri), retries: 0, timeout: TIMEOUT })
    const reply = await client.http.send({ method: 'GET', url: '/version', idempotent: true })
    const version = (await reply.text()).trim()
    return [
      fine('server', `${shown} answers as MLflow ${version.slice(0, 40)}`),
      ...(await checkRevision(client)),
      checkClock(reply, asked),
    ]
  } catch (error) {
    const { status = 0, message } = error as { status?: number; message: string }
    if (status > 0)
      return [
        wrong(
          'server',
          `${shown} answers ${status}`,
          `curl -i ${quoted(`${shown.replace(/\/+$/, '')}/version`)}   # to see who answers there`,
        ),
      ]
    return [wrong('server', `${shown} does not answer: ${message}`, `tailrace server   # or set MLFLOW_TRACKING_URI to one that runs`)]
  }
}

/** The address as it is, checked. @throws MlflowError when it cannot be read */
function addressed(uri: string): string {
  addressOf(uri)
  return uri
}

/** What the server says of itself; only one of Tailrace does. */
async function checkRevision(client: Client): Promise<Check[]> {
  try {
    const info = await client.getServerInfo({})
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
