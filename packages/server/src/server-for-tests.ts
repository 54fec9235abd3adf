import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, type Socket, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createExperiment } from '@tailrace/contract'
import { type CallerStore, OPERATOR, type Store, openStore } from '@tailrace/store'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { afterAll, expect } from 'vitest'
import { buildApp } from './app.ts'
import { withArtifactRoots } from './configured-roots.ts'
import { DEFAULT_CONFIG, type ServerConfig } from './config.ts'

/** A server on a database and an artifact folder of its own, without a listener until `listen` is called. */
export interface TestServer {
  readonly app: FastifyInstance
  /** With its operations on behalf of the operator. */
  readonly store: Store & CallerStore
  /** Holds the database, and the artifacts in `artifacts`. */
  readonly folder: string
  /** A call with a JSON body; answers the parsed reply. Fails unless it is a success. */
  call<ResponseBody>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<ResponseBody>
  /** Listens on a free port of this machine and answers the port. */
  listen(): Promise<number>
}

interface Surroundings {
  /** Where artifacts of new experiments go; the artifact proxy by default. */
  artifactRoot?: string
  /** URI of an empty database; a SQLite file by default. */
  database?: string
}

/** Opens a server for the tests of a file and closes it after them. */
export async function testServer(config: Partial<ServerConfig> = {}, { artifactRoot, database }: Surroundings = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-server-'))
  const settings = {
    artifact_root: artifactRoot ?? 'mlflow-artifacts:/',
    location_rules: { base: process.cwd() },
    truncate_long_values: true,
  }
  const full: ServerConfig = { ...DEFAULT_CONFIG, log_level: 'error', artifacts_destination: join(folder, 'artifacts'), ...config }
  const store = await openStore(database ?? `sqlite:///${join(folder, 'test.db')}`, withArtifactRoots(settings, full), (error) => {
    throw error
  })
  const ui_folder = join(folder, 'ui')
  await mkdir(ui_folder)
  await writeFile(join(ui_folder, 'index.html'), '<!doctype html><title>Tailrace</title>')
  const { fastify: app } = buildApp(store, {
    ui_folder,
    ...full,
  })
  await app.ready()
  afterAll(async () => {
    await app.close()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    app,
    store: Object.assign(store, store.as(OPERATOR)),
    folder,
    call: async (method, path, body) => {
      const reply = await app.inject({ method, url: path, ...(body && { payload: body }) })
      expect(`${reply.statusCode} ${reply.body}`).toMatch(/^200 /)
      return reply.json()
    },
    listen: async () => {
      await app.listen({ host: '127.0.0.1', port: 0 })
      return (app.server.address() as AddressInfo).port
    },
  }
}

/** Creates an experiment with any location, as a client that writes to the database itself can; answers its id. */
export async function plantExperiment({ folder, store: { settings } }: TestServer, location: string): Promise<string> {
  const free = { ...settings, location_rules: { base: process.cwd() } }
  const store = await openStore(`sqlite:///${join(folder, 'test.db')}`, { ...free, artifact_root: location }, (error) => {
    throw error
  })
  const { experiment_id } = await store.as(OPERATOR).call(createExperiment, { name: location })
  await store.close()
  return experiment_id
}

/** Fails unless the reply is the JSON envelope with this status and code, and shows nothing of the server's inside. */
export function expectEnvelope(
  reply: Pick<LightMyRequestResponse, 'statusCode' | 'body' | 'headers'>,
  status: number,
  code?: string,
): void {
  expect(`${reply.statusCode} ${reply.body}`).toMatch(new RegExp(`^${status} `))
  expect(reply.headers['content-type']).toMatch(/^application\/json/)
  const envelope = JSON.parse(reply.body) as Record<string, unknown>
  expect(typeof envelope['message']).toBe('string')
  expect(envelope['error_code']).toEqual(code ?? expect.any(String))
  expect(reply.body).not.toMatch(/<html|<!doctype|\bat .*\.ts:\d|node_modules|\/tmp\/tailrace|sqlite|select \*/i)
}

/** A raw connection: what was sent back so far, and when it was closed. */
export interface RawConnection {
  readonly socket: Socket
  text(): string
  /** Resolves when the server closed it. */
  readonly closed: Promise<void>
}

/** Opens a raw connection to a server of this machine. */
export async function rawConnection(port: number, ...sent: readonly string[]): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (chunk) => (text += chunk.toString('latin1')))
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await new Promise((resolve) => socket.once('connect', resolve))
  for (const part of sent) socket.write(part)
  return { socket, text: () => text, closed }
}
