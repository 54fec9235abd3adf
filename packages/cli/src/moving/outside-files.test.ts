import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { newDatabase, tailrace, testFolder } from '../program-for-tests.ts'
import { openTracking } from '../tracking.ts'

const folder = testFolder()
const at = (...path: string[]): string => join(folder, ...path)
const run = (...args: readonly string[]) => tailrace({}, ...args)

/** A database in a folder of its own with runs that keep files at locations; answers its flags. */
async function databaseIn(name: string, locations: Readonly<Record<string, string>>): Promise<string[]> {
  const uri = `sqlite:///${at(name, 'mlflow.db')}`
  mkdirSync(at(name), { recursive: true })
  const tracking = await openTracking(await newDatabase(uri))
  try {
    for (const [experiment, location] of Object.entries(locations)) {
      const { experiment_id } = await tracking.client.createExperiment({ name: experiment, artifact_location: location })
      const { artifact_uri = '' } = (await tracking.client.createRun({ experiment_id })).run.info
      const path = artifact_uri.replace(/^file:\/\//, '').replace(/^mlflow-artifacts:/, at(name, 'mlartifacts'))
      if (!path.startsWith(folder)) continue
      mkdirSync(path, { recursive: true })
      writeFileSync(join(path, 'a b%20c#d+é'), experiment)
    }
  } finally {
    await tracking.close()
  }
  return ['--backend-store-uri', uri, '--artifacts-destination', at(name, 'mlartifacts')]
}

/** The one file below a folder. */
function fileIn(root: string): string {
  const entry = readdirSync(root, { recursive: true, withFileTypes: true }).find((each) => each.isFile())
  return entry ? join(entry.parentPath, entry.name) : ''
}

test('backup takes the files of every folder that a server could serve, and restore brings them back to it', async () => {
  const flags = await databaseIn('live', { proxied: 'mlflow-artifacts:/p', beside: at('live/mlruns/1'), named: `file://${at('named/2')}` })
  const roots = ['--local-artifact-roots', at('named')]
  const { code, out, err } = await run('backup', ...flags, ...roots, '--to', at('live.tar.gz'))
  expect([code, err, out]).toEqual([0, '', expect.stringMatching(/^Wrote \d+ rows and 3 files/)])

  // What is there with the same content stays as it is, and needs no flag.
  const there = ['--backend-store-uri', `sqlite:///${at('second.db')}`, '--artifacts-destination', at('second')]
  expect(await run('restore', at('live.tar.gz'), ...there)).toMatchObject({ code: 0, err: '' })

  const [beside, named] = [fileIn(at('live/mlruns')), fileIn(at('named'))]
  rmSync(at('named'), { recursive: true })
  const elsewhere = ['--backend-store-uri', `sqlite:///${at('third.db')}`, '--artifacts-destination', at('third')]
  const refused = await run('restore', at('live.tar.gz'), ...elsewhere)
  expect([refused.code, refused.err]).toEqual([
    1,
    expect.stringMatching(/^tailrace: The backup holds files of \S+\/named\/2, .*--local-artifact-roots.*\n$/),
  ])
  expect([existsSync(at('third.db')), existsSync(at('third')), existsSync(at('named'))]).toEqual([false, false, false])

  rmSync(at('live'), { recursive: true })
  mkdirSync(at('live'))
  expect(await run('restore', at('live.tar.gz'), ...flags, ...roots)).toMatchObject({ code: 0, err: '' })
  expect([readFileSync(beside, 'utf8'), readFileSync(named, 'utf8')]).toEqual(['beside', 'named'])

  writeFileSync(named, 'changed since')
  const differs = await run('restore', at('live.tar.gz'), ...elsewhere, ...roots)
  expect([differs.code, differs.err]).toEqual([1, expect.stringContaining('is there already with other content: give --force')])
  expect(await run('restore', at('live.tar.gz'), ...elsewhere, '--no-outside-artifacts')).toMatchObject({ code: 0, err: '' })
  expect(readFileSync(named, 'utf8')).toBe('changed since')
  expect(await run('restore', at('live.tar.gz'), ...elsewhere, ...roots, '--force')).toMatchObject({ code: 0, err: '' })
  expect(readFileSync(named, 'utf8')).toBe('named')
})

test('backup names the places that it does not take, and ends with 1', async () => {
  const flags = await databaseIn('partial', { foreign: at('foreign/1'), bucket: 's3://bucket/x', taken: 'mlflow-artifacts:/t' })
  const { code, out, err } = await run('backup', ...flags, '--to', at('partial.tar.gz'))
  expect([code, out]).toEqual([1, expect.stringMatching(/ and 1 files/)])
  expect(err.split('\n').toSorted()).toEqual([
    '',
    `tailrace: left out: artifacts of 1 run or logged model in ${at('foreign/1')}: --local-artifact-roots ${at('foreign/1')} takes them`,
    'tailrace: left out: artifacts of 1 run or logged model in s3://bucket: cannot be read from here',
  ])
  expect(await run('backup', ...flags, '--no-artifacts', '--to', at('rows.tar.gz'))).toMatchObject({ code: 0, err: '' })
})

test('restore writes nothing through a link out of the named folder', async () => {
  const flags = await databaseIn('linked', { linked: at('link-root/1') })
  const roots = ['--local-artifact-roots', at('link-root')]
  expect((await run('backup', ...flags, ...roots, '--to', at('linked.tar.gz'))).code).toBe(0)
  const artifacts = dirname(fileIn(at('link-root')))
  rmSync(artifacts, { recursive: true })
  mkdirSync(at('victim'))
  symlinkSync(at('victim'), artifacts)
  const again = ['--backend-store-uri', `sqlite:///${at('again.db')}`, '--artifacts-destination', at('again')]
  expect((await run('restore', at('linked.tar.gz'), ...again, ...roots)).code).toBe(1)
  expect(readdirSync(at('victim'))).toEqual([])
})
