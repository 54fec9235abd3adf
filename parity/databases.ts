import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, POSTGRES_MISSING, startPostgres, type PostgresServer } from '../packages/testing/src/postgres.ts'
import type { Place } from './servers.ts'

/** The databases that everything is proven on. */
export const DIALECTS = ['sqlite', 'postgres'] as const
export type Dialect = (typeof DIALECTS)[number]

/** Fresh databases and folders for the servers of one run; `close` removes them all, unless TAILRACE_PARITY_KEEP=1. */
export class Places {
  readonly folder = mkdtempSync(join(tmpdir(), 'tailrace-parity-'))
  readonly dialects: readonly Dialect[]
  #count = 0
  #postgres: Promise<PostgresServer | undefined> | undefined
  #drops: (() => Promise<void>)[] = []

  /** `dialects`: the databases of this run. */
  constructor(dialects: readonly Dialect[] = DIALECTS) {
    this.dialects = dialects
  }

  /** A fresh database and an empty artifact folder; a text says why there is none. */
  async fresh(name: string, dialect: Dialect): Promise<Place | string> {
    const folder = join(this.folder, `${++this.#count}-${name}-${dialect}`)
    mkdirSync(folder)
    const place = { artifacts: join(folder, 'artifacts'), log: join(folder, 'server.log') }
    if (dialect === 'sqlite') return { ...place, database: `sqlite:///${join(folder, 'mlflow.db')}` }
    this.#postgres ??= startPostgres()
    const server = await this.#postgres
    if (!server) return POSTGRES_MISSING
    const database = await createDatabase(server.url)
    this.#drops.push(() => database.drop())
    return { ...place, database: database.url }
  }

  /** An empty scratch folder. */
  scratch(name: string): string {
    const folder = join(this.folder, `${++this.#count}-${name}`)
    mkdirSync(folder)
    return folder
  }

  async close(): Promise<void> {
    for (const drop of this.#drops) await drop()
    await (await this.#postgres)?.stop()
    if (process.env['TAILRACE_PARITY_KEEP'] === '1') console.log(`kept ${this.folder}`)
    else rmSync(this.folder, { recursive: true, force: true })
  }
}
