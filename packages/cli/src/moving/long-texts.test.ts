import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createDatabase } from '@tailrace/testing'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { newDatabase, tailrace, testFolder } from '../program-for-tests.ts'
import { openTracking } from '../tracking.ts'

const folder = testFolder()
const at = (...path: string[]): string => join(folder, ...path)
const SOURCE = `sqlite:///${at('long.db')}`
const POSTGRES = process.env['TAILRACE_TEST_POSTGRES_URL'] ?? ''
const RUN = 'a'.repeat(32)
const NAME = 'n'.repeat(300)
const model = (path: string) => ({ artifact_path: path, flavors: { f: 'x'.repeat(3000) } })
const HISTORY = 'mlflow.log-model.history'

/** A run of MLflow on SQLite, which keeps texts of any length. */
async function fill(): Promise<void> {
  await newDatabase(SOURCE)
  const database = new DatabaseSync(at('long.db'))
  database
    .prepare(
      `insert into runs (run_uuid, name, user_id, status, lifecycle_stage, experiment_id, artifact_uri, start_time)
       values (?, ?, 'me', 'FINISHED', 'active', 0, ?, 1)`,
    )
    .run(RUN, NAME, at('art', '0', RUN, 'artifacts'))
  const tag = database.prepare('insert into tags (key, value, run_uuid) values (?, ?, ?)')
  tag.run(HISTORY, JSON.stringify(['a', 'b', 'c', 'd'].map(model)), RUN)
  tag.run('short', 'kept', RUN)
  database.close()
}

async function newPostgres(): Promise<string> {
  const { url, drop } = await createDatabase(POSTGRES)
  afterAll(drop)
  return url
}

/** The only run that a database has. */
async function onlyRun(uri: string): Promise<{ name: string | undefined; tags: Record<string, string> }> {
  const tracking = await openTracking(uri, at('art'), {})
  try {
    const { runs = [] } = await tracking.client.searchRuns({ experiment_ids: ['0'] })
    expect(runs).toHaveLength(1)
    const tags = Object.fromEntries((runs[0]?.data.tags ?? []).map(({ key, value }) => [key, value]))
    return { name: runs[0]?.info.run_name, tags }
  } finally {
    await tracking.close()
  }
}

describe.skipIf(POSTGRES === '')('texts that PostgreSQL has no room for', { timeout: 120_000 }, () => {
  test('doctor warns of them; restore and copy keep the run, cut them and name them', async () => {
    await fill()
    const notes: string[] = []
    const spy = vi.spyOn(console, 'error').mockImplementation((line: unknown) => void notes.push(String(line)))
    afterAll(() => spy.mockRestore())
    const doctor = await tailrace({ MLFLOW_TRACKING_URI: SOURCE }, 'doctor')
    expect([doctor.code, doctor.err]).toEqual([0, ''])
    for (const text of ['runs.name: 1 longer than 250', 'tags.value: 1 longer than 8000'])
      expect(doctor.out).toContain(`${text} characters; moving to PostgreSQL cuts these values or leaves them out`)

    const backup = await tailrace({}, 'backup', '--backend-store-uri', SOURCE, '--artifacts-destination', at('art'), '--to', at('b.tar.gz'))
    expect([backup.code, backup.err]).toEqual([0, ''])
    for (const move of [
      (uri: string) => tailrace({}, 'restore', at('b.tar.gz'), '--backend-store-uri', uri, '--artifacts-destination', at('art2')),
      (uri: string) => tailrace({}, 'copy', SOURCE, uri, '--from-artifacts', at('art'), '--to-artifacts', at('art3')),
    ]) {
      notes.length = 0
      const uri = await newPostgres()
      const { code, out, err } = await move(uri)
      const said = [...notes, out, err].join('\n')
      expect([code, said]).toEqual([1, expect.stringMatching(/name.*300 characters/)])
      expect(said).toMatch(/mlflow\.log-model\.history.*the oldest models were left out/)
      const { name, tags } = await onlyRun(uri)
      expect((name ?? '').length).toBeLessThanOrEqual(250)
      expect(tags['short']).toBe('kept')
      const models = JSON.parse(tags[HISTORY] ?? '[]') as { artifact_path: string }[]
      expect(models.map(({ artifact_path }) => artifact_path)).toEqual(['c', 'd'])
    }
  })
})
