import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { MlflowError, maskSecrets } from '@tailrace/contract'
import { createClient, type Client, type ConnectionOptions } from '@tailrace/sdk'
import { addressOf, storedCredentials, storedServer } from './credentials.ts'
import { refuseMissing } from './moving/refuse-missing.ts'
import { storeSettings } from './settings.ts'

/** Repetitions of a request that a person waits for; MLFLOW_HTTP_REQUEST_MAX_RETRIES says another number. */
const RETRIES = 2
/** What a database that this process serves to itself is called: nothing listens there. */
const INSIDE = 'http://tailrace.invalid'

/** A tracking server, or a database that this process serves to itself; the same client works on both. */
export interface Tracking {
  /** As it was given. */
  readonly uri: string
  readonly client: Client
  /** Closes the database; what was answered before is kept. */
  close(): Promise<void>
}

/** The tracking URI of this machine: MLFLOW_TRACKING_URI, else the server of `login`, else the database in the working directory. */
export const trackingUri = (): string => process.env.MLFLOW_TRACKING_URI || storedServer() || 'sqlite:///mlflow.db'

/**
 * Opens a tracking URI of either kind. A SQLite file must be there: a mistyped name must not become an empty database.
 * @param uri `http(s)://...`, `sqlite:///...` or `postgresql://...`
 * @param artifactsDestination of a database: where what is proxied through its server lies; else MLFLOW_ARTIFACTS_DESTINATION, ./mlartifacts
 * @param options how responses are read: see ConnectionOptions
 * @throws MlflowError for a URI of another kind, and for a database that cannot be opened or is of another revision
 */
export async function openTracking(
  uri: string = trackingUri(),
  artifactsDestination?: string,
  options: Pick<ConnectionOptions, 'parse'> = {},
): Promise<Tracking> {
  if (/^https?:/i.test(uri)) {
    addressOf(uri)
    const retries = process.env.MLFLOW_HTTP_REQUEST_MAX_RETRIES ? {} : { retries: RETRIES }
    return { uri, client: createClient({ trackingUri: uri, ...storedCredentials(uri), ...retries, ...options }), close: async () => {} }
  }
  if (!/^(sqlite|postgres)/i.test(uri)) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `The tracking URI '${maskSecrets(uri)}' is none that works here: give http(s)://, sqlite:/// or postgresql://. A folder of MLflow is taken in by \`tailrace import\`.`,
    )
  }
  refuseMissing(uri)
  return openDatabase(uri, artifactsDestination, options)
}

/** Builds the server's own application on the database and hands it requests, without a socket. */
async function openDatabase(
  uri: string,
  artifactsDestination: string | undefined,
  options: Pick<ConnectionOptions, 'parse'>,
): Promise<Tracking> {
  const [{ openStore }, { buildApp, DEFAULT_CONFIG }] = await Promise.all([import('@tailrace/store'), import('@tailrace/server')])
  const store = await openStore(uri, storeSettings(process.env.MLFLOW_DEFAULT_ARTIFACT_ROOT || './mlruns'), (error) => {
    console.error(`tailrace: ${String(error)}`)
  })
  const { fastify: app } = buildApp(store, {
    ...DEFAULT_CONFIG,
    artifacts_destination: artifactsDestination || process.env.MLFLOW_ARTIFACTS_DESTINATION || DEFAULT_CONFIG.artifacts_destination,
    // Whoever opens the database may go where its files lie.
    local_artifact_roots: ['/'],
    // No browser can come here.
    security_checks: false,
    log_level: 'error',
  })
  const inject: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const { pathname, search } = new URL(request.url)
    const reply = await app.inject({
      method: request.method as 'GET',
      url: pathname + search,
      headers: { ...Object.fromEntries(request.headers), ...(request.body && { 'transfer-encoding': 'chunked' }) },
      payloadAsStream: true,
      ...(request.body && { payload: Readable.fromWeb(request.body as NodeReadableStream) }),
    })
    const headers = Object.entries(reply.headers).map(([name, value]): [string, string] => [name, String(value)])
    const empty = [204, 205, 304].includes(reply.statusCode)
    return new Response(empty ? null : (Readable.toWeb(reply.stream()) as ReadableStream), { status: reply.statusCode, headers })
  }
  const close = async (): Promise<void> => {
    await app.close()
    await store.close()
  }
  return { uri, client: createClient({ trackingUri: INSIDE, fetch: inject, retries: 0, ...options }), close }
}

/** Opens a tracking URI, works with its client, and closes it whatever comes. */
export async function withTracking<Result>(work: (tracking: Tracking) => Promise<Result>, uri?: string): Promise<Result> {
  const tracking = await openTracking(uri)
  try {
    return await work(tracking)
  } finally {
    await tracking.close()
  }
}
