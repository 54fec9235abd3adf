import pg, { type ClientBase } from 'pg'

/** ms that the database has for a request to cancel. */
const CANCEL_TIMEOUT = 5000

/** What a client of the driver keeps about its connection. */
interface Connected {
  readonly host: string
  readonly port: number
  readonly processID: number
  readonly secretKey: number
  readonly connection: { readonly ssl: unknown }
}

/** A connection of the driver before it has logged in. */
interface Unconnected {
  connect(port: number | string, host?: string): void
  requestSsl(): void
  cancel(processId: number, secretKey: number): void
  on(event: 'connect' | 'sslconnect' | 'error' | 'end', heard: () => void): void
  readonly stream: { destroy(): void }
}

/**
 * Asks the database to end what a connection works on, by the key that the database gave this connection: a pooler such as PgBouncer passes
 * it on to the backend that works for it now. Nothing happens where that fails. A cancellation may come late, so that the connection must not
 * be used for anything else afterwards.
 */
export function cancelQuery(client: ClientBase): void {
  const { host, port, processID, secretKey, connection } = client as unknown as Connected
  const request = new pg.Connection({ ssl: connection.ssl } as pg.ConnectionConfig) as unknown as Unconnected
  const end = (): void => request.stream.destroy()
  const timer = setTimeout(end, CANCEL_TIMEOUT)
  timer.unref()
  const send = (): void => request.cancel(processID, secretKey)
  request.on('connect', () => (connection.ssl ? request.requestSsl() : send()))
  request.on('sslconnect', send)
  request.on('error', end)
  request.on('end', () => clearTimeout(timer))
  if (host.startsWith('/')) request.connect(`${host}/.s.PGSQL.${port}`)
  else request.connect(port, host)
}
