import { POSTGRES_MISSING, startPostgres } from './postgres.ts'

/**
 * Global setup of vitest: one server for all test files of a run. Workers find its URL in TAILRACE_TEST_POSTGRES_URL, where `startPostgres`
 * looks first; so a test calls `startPostgres` and `createDatabase` and works with and without this file.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startPostgres()
  if (!server) {
    console.warn(`skipped: tests on PostgreSQL (${POSTGRES_MISSING})`)
    return async () => {}
  }
  const before = process.env['TAILRACE_TEST_POSTGRES_URL']
  process.env['TAILRACE_TEST_POSTGRES_URL'] = server.url
  return async () => {
    if (before === undefined) delete process.env['TAILRACE_TEST_POSTGRES_URL']
    await server.stop()
  }
}
