import { MlflowError } from '@tailrace/contract'
import { type StoreSettings, openStore } from '@tailrace/store'
import type { AddressInfo } from 'node:net'
import { buildApp } from './app.ts'
import type { ServerConfig } from './config.ts'

/** A server that listens. */
export interface RunningServer {
  /** Address to open in a browser. */
  url: string
  /** Answers what is in flight, then closes listener and database. */
  stop(): Promise<void>
}

/**
 * Opens the database, then listens.
 * @throws MlflowError with one line that says what is wrong and what to do: database, artifact folder, port
 */
export async function startServer(storeUri: string, settings: StoreSettings, config: ServerConfig): Promise<RunningServer> {
  let log: (error: Error) => void = (error) => console.error(error)
  const store = await openStore(storeUri, settings, (error) => log(error))
  const app = buildApp(store, config)
  log = (error) => app.log.error({ err: error }, 'database fault')
  const stop = async () => {
    await app.close()
    await store.close()
  }
  try {
    await app.listen({ host: config.host, port: config.port })
  } catch (error) {
    await stop()
    throw listenError(error, config)
  }
  const { port } = app.server.address() as AddressInfo
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}${config.static_prefix}`, stop }
}

function listenError(error: unknown, { host, port }: ServerConfig): Error {
  const { code, message } = error as { code?: string; message: string }
  if (code === 'EADDRINUSE')
    return new MlflowError('BAD_REQUEST', `Port ${port} on ${host} is taken. Stop what listens there, or choose another with --port.`)
  if (code === 'EACCES')
    return new MlflowError('BAD_REQUEST', `Port ${port} may not be opened by this user. Choose one above 1023 with --port.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new MlflowError('BAD_REQUEST', `The address ${host} is none of this machine. Choose another with --host.`)
  return new MlflowError('INTERNAL_ERROR', `The server cannot listen on ${host}:${port}: ${message}`)
}
