import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, POSTGRES_MISSING, startPostgres } from '@tailrace/testing'

/** Empty databases of one dialect, made on demand; `skipped` says why there are none. */
export interface EmptyDatabases {
  readonly dialect: 'sqlite' | 'postgres'
  readonly skipped: string | undefined
  /** URI of a new empty database. */
  make(): Promise<string>
  /** Removes all that were made. */
  drop(): Promise<void>
}

/** Both dialects, for tests that run on each. Call once in a test file. */
export async function emptyDatabases(): Promise<EmptyDatabases[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-migrations-'))
  let files = 0
  const server = await startPostgres()
  if (!server) console.warn(`skipped: ${POSTGRES_MISSING}`)
  const drops: (() => Promise<void>)[] = []
  return [
    {
      dialect: 'sqlite',
      skipped: undefined,
      make: async () => `sqlite:///${join(folder, `${++files}.db`)}`,
      drop: async () => rmSync(folder, { recursive: true }),
    },
    {
      dialect: 'postgres',
      skipped: server ? undefined : POSTGRES_MISSING,
      make: async () => {
        const { url, drop } = await createDatabase(server?.url ?? '')
        drops.push(drop)
        return url
      },
      drop: async () => {
        await Promise.all(drops.map((drop) => drop()))
        await server?.stop()
      },
    },
  ]
}
