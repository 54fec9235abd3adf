import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { type TestServer, startServer } from '../packages/sdk/src/servers-for-tests.ts'

/** A server for the tests of a file, and a folder for the journals of the programs that they start. Both are there once tests run. */
export function serverWithJournal(): { readonly server: TestServer; readonly journal: string } {
  let server: TestServer | undefined
  const journal = mkdtempSync(join(tmpdir(), 'tailrace-journal-'))
  beforeAll(async () => {
    server = await startServer()
  }, 100_000)
  afterAll(async () => {
    await server?.remove()
    rmSync(journal, { recursive: true, force: true })
  })
  return {
    journal,
    get server() {
      if (!server) throw new Error('the server is not there before the tests')
      return server
    },
  }
}
