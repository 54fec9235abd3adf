import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { MlflowError } from '@tailrace/contract'
import { type Store, type StoreSettings, openStore } from '@tailrace/store'
import type { AddressInfo } from 'node:net'
import { type App, buildApp } from './app.ts'
import type { UnwritableFolder } from './artifact-roots.ts'
import { databaseFolder, withArtifactRoots, withNearbyRoots } from './configured-roots.ts'
import type { ServerConfig } from './config.ts'
import { noStore } from './no-store.ts'
import { type UnservedFolder, unservedFoldersOf } from './unserved-folders.ts'

/** ms that requests in flight may take to finish when the server stops; then their connections are cut. */
const STOP_GRACE = 20_000
/** ms between two looks, while the server stops, for connections that nothing is answered on. */
const STOP_LOOK = 50
/** ms in which kept connections hear with their next response that they close; after that those without a request are closed. */
const DRAIN = 1000

/** A server that listens. */
export interface RunningServer {
  /** Address to open in a browser. */
  url: string
  /** The database, for what a program asks beside its clients. */
  readonly store: Store
  /** Local folders in which experiments keep artifacts that this server may not read. */
  unserved(): Promise<UnservedFolder[]>
  /** Folders that new artifacts go to and that cannot be written. */
  unwritable(): Promise<UnwritableFolder[]>
  /** Answers what is in flight, at most 20 s long, then closes listener and database. */
  stop(): Promise<void>
}

/**
 * Opens the database, unless only artifacts are served, then listens.
 * @throws MlflowError with one line that says what is wrong and what to do: database, artifact folder, port
 */
export async function startServer(storeUri: string, settings: StoreSettings, given: ServerConfig): Promise<RunningServer> {
  let log: (error: Error) => void = (error) => console.error(error)
  const database_folder = given.artifacts_only ? undefined : databaseFolder(storeUri)
  const config = { ...withNearbyRoots(storeUri, given), ...(database_folder !== undefined && { database_folder }) }
  const store = config.artifacts_only ? noStore() : await openStore(storeUri, withArtifactRoots(settings, config), (error) => log(error))
  let app: App
  try {
    app = buildApp(store, config)
  } catch (error) {
    await store.close()
    throw error
  }
  const { fastify, listeners, inFlight, places } = app
  log = (error) => fastify.log.error({ err: error }, 'database fault')
  const stop = async (): Promise<void> => {
    inFlight.drain()
    await drained(listeners)
    const cut = setTimeout(() => listeners.forEach((listener) => listener.closeAllConnections()), STOP_GRACE)
    // Connections without a request, and those that were kept when a stream of events ended on them, would hold it up until their time-outs.
    let quiet = 0
    const look = setInterval(() => {
      quiet = inFlight.requests === 0 ? quiet + STOP_LOOK : 0
      for (const listener of listeners) {
        // A client that has just connected gets a moment to say what it wants.
        if (quiet > DRAIN / 2) listener.closeAllConnections()
        else listener.closeIdleConnections()
      }
    }, STOP_LOOK)
    await fastify.close()
    clearInterval(look)
    clearTimeout(cut)
    await store.close()
  }
  // Fastify would log a line for each address; whoever starts the server says where it is, once.
  fastify.log.level = 'warn'
  try {
    await fastify.listen({ host: config.host, port: config.port })
  } catch (error) {
    await stop()
    throw listenError(error, config)
  }
  fastify.log.level = config.log_level
  places.sweep().catch((error: unknown) => fastify.log.warn({ err: error }, 'unfinished uploads could not be removed'))
  const unserved = async () => (config.artifacts_only ? [] : unservedFoldersOf(store, config))
  return { url: urlOf(fastify.server, config), store, unserved, unwritable: () => places.unwritable(), stop }
}

/** Resolves when no connection is left, or after a moment. */
async function drained(listeners: readonly Server[]): Promise<void> {
  const until = performance.now() + DRAIN
  const connections = (listener: Server): Promise<number> =>
    new Promise((resolve) => listener.getConnections((error, count) => resolve(error ? 0 : count)))
  while (performance.now() < until) {
    const counts = await Promise.all(listeners.map(connections))
    if (counts.every((count) => count === 0)) return
    await sleep(STOP_LOOK)
  }
}

function urlOf(server: Server, { host, static_prefix }: ServerConfig): string {
  const { port } = server.address() as AddressInfo
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}${static_prefix}`
}

function listenError(error: unknown, { host, port }: ServerConfig): Error {
  const { code, message } = error as { code?: string; message: string }
  if (code === 'EADDRINUSE')
    return new MlflowError(
      'BAD_REQUEST',
      `Port ${port} on ${host} is in use. Choose another with --port, or stop the process that uses it.`,
    )
  if (code === 'EACCES')
    return new MlflowError('BAD_REQUEST', `Port ${port} may not be opened by this user. Choose one above 1023 with --port.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new MlflowError('BAD_REQUEST', `${host} is not an address of this machine. Choose another with --host.`)
  return new MlflowError('INTERNAL_ERROR', `The server cannot listen on ${host}:${port}: ${message}`)
}
