import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Artifacts, createClient } from '@tailrace/sdk'
import { expect, test } from 'vitest'
import { tailrace, testFolder, testServer } from '../program-for-tests.ts'
import { EXPERIMENT, RUN, STORE, writeTree } from './file-store-for-tests.ts'

const folder = testFolder()
const at = (...path: string[]): string => join(folder, ...path)
const database = (name: string): string => `sqlite:///${at(name)}.db`

/** Names that people and programs gave files, and what another decoder could take for something else. */
const GIVEN = [
  'x%17.png',
  '50%10.csv',
  'k%step%3%timestamp%1796..%ID.png',
  'a b.txt',
  'a%20b.txt',
  'a%2520b.txt',
  'a+b.txt',
  'a#b.txt',
  'a%23b.txt',
  'tab\there.txt',
  'two  blanks',
  ' lead and trail ',
  'line\nend.txt',
  'c:x.txt',
  'd:',
  'x%7f.txt',
  'del\x7f.txt',
  '%00',
  '%zz%',
  'a%2Fb.txt',
  'dir%20x/f%25.txt',
  'back\\slash.txt',
  'q?x=1&y=2;z.txt',
  'é.txt',
  'e\u0301.txt',
  '\u202ertl.txt',
  '日本 😀.png',
  '..a',
  'a..',
  '...',
  '~x',
  '"quoted\' `name`.txt',
  `${'long'.repeat(60)}.txt`,
]
const PIECES = [
  '%',
  '%2',
  '%20',
  '%25',
  '%17',
  ' ',
  '+',
  '#',
  '?',
  ':',
  'c:',
  '\t',
  '\n',
  '\r',
  '\x01',
  '\x7f',
  '&',
  '=',
  '"',
  'e\u0301',
  'é',
  '\u202e',
  '😀',
  '.',
  '-',
  '\\',
  'a',
  'Z',
  '%zz',
]

/** Random names, the same in every run. */
function randomNames(count: number): string[] {
  let state = 20_261_130
  const next = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below
  const name = (): string => Array.from({ length: 1 + next(7) }, () => PIECES[next(PIECES.length)]).join('')
  const names = Array.from({ length: count }, () => (next(5) === 0 ? `d${name()}/${name()}` : `n${name()}`))
  // Paths that lead upwards or to a drive are refused, here as in MLflow.
  return names.filter((path) => !/(^|[\\/])\.{1,2}([\\/]|$)/.test(path) && !/[\\/]$|^[a-z]:[\\/]/i.test(path))
}

const NAMES = [...new Set([...GIVEN, ...randomNames(40)])]
const content = (name: string): string => `content of ${name}`
const sum = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const expected = Object.fromEntries(NAMES.map((name) => [name, sum(content(name))]).toSorted())

function filesIn(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(files.map((file) => [file.slice(root.length + 1), sum(readFileSync(file))]).toSorted())
}

async function done(...args: readonly string[]): Promise<{ taken: Record<string, number> }> {
  const { code, out, err } = await tailrace({}, ...args, '--json')
  expect([code, err, code === 0 || out]).toEqual([0, '', true])
  return JSON.parse(out)
}

const ONE_RUN = Object.fromEntries(Object.entries(STORE).filter(([path]) => !/artifacts\//.test(path)))
const store = writeTree(at('mlruns'), ONE_RUN)
for (const name of NAMES) {
  const file = join(store, EXPERIMENT, RUN, 'artifacts', name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content(name))
}
const inRun = (root: string): string => join(root, EXPERIMENT, RUN, 'artifacts')
const into = (name: string): string[] => ['--to', database(name), '--artifacts', 'copy', '--artifacts-destination', at(name)]

test('names are data: import, export, import of the archive, backup, restore, purge', { timeout: 120_000 }, async () => {
  await done('import', store, ...into('imported'))
  expect(filesIn(inRun(at('imported')))).toEqual(expected)
  expect((await done('import', store, ...into('imported'))).taken).toMatchObject({ files: 0 })

  await done('export', database('imported'), at('all.tar.gz'), '--from-artifacts', at('imported'))
  await done('import', at('all.tar.gz'), ...into('unpacked'))
  expect(filesIn(inRun(at('unpacked')))).toEqual(expected)

  await done('backup', '--backend-store-uri', database('unpacked'), '--artifacts-destination', at('unpacked'), '--to', at('b.tar.zst'))
  await done('restore', at('b.tar.zst'), '--backend-store-uri', database('restored'), '--artifacts-destination', at('restored'))
  expect(filesIn(inRun(at('restored')))).toEqual(expected)

  const { code } = await tailrace({ MLFLOW_TRACKING_URI: database('restored') }, 'runs', 'delete', '--run-id', RUN)
  expect(code).toBe(0)
  const gone = await done('gc', '--backend-store-uri', database('restored'), '--artifacts-destination', at('restored'), '--run-ids', RUN)
  expect(gone).toMatchObject({ files: NAMES.length })
  expect(Object.keys(filesIn(at('restored'))).filter((file) => file.includes(RUN))).toEqual([])
})

test('names are data: copied to a server, listed, read, sent, deleted over HTTP', { timeout: 120_000 }, async () => {
  const url = await testServer(at())
  await done('copy', database('imported'), url, '--from-artifacts', at('imported'))
  await done('copy', url, database('back'), '--to-artifacts', at('back'))
  const client = createClient({ trackingUri: url })
  const { runs = [] } = await client.searchRuns({ experiment_ids: ['1', '2', '3'], run_view_type: 'ALL' })
  const copy = runs.find(({ data }) => data.tags?.some(({ value }) => value === RUN))
  const { run_id = '', artifact_uri = '' } = copy?.info ?? {}
  const artifacts = new Artifacts(client, { run_id }, artifact_uri)

  const listed: string[] = []
  for await (const { path } of artifacts.walk()) listed.push(path)
  expect(listed.toSorted()).toEqual(NAMES.toSorted())
  for (const name of NAMES) {
    expect([name, await artifacts.text(name)]).toEqual([name, content(name)])
    const viewed = await fetch(`${url}/get-artifact?${new URLSearchParams({ run_id, path: name })}`)
    expect([name, viewed.status, await viewed.text()]).toEqual([name, 200, content(name)])
  }
  await artifacts.download('', at('downloaded'))
  expect(filesIn(at('downloaded'))).toEqual(expected)

  const { info } = (await client.createRun({ experiment_id: '0' })).run
  const sent = new Artifacts(client, { run_id: info.run_id }, info.artifact_uri ?? '')
  for (const name of NAMES) await sent.write(name, content(name))
  const root = at('artifacts', '0', info.run_id, 'artifacts')
  expect(filesIn(root)).toEqual(expected)
  for (const name of NAMES) await client.deleteProxiedArtifact({ rest: `0/${info.run_id}/artifacts/${name}` })
  expect(filesIn(root)).toEqual({})
})

test('backup names the files that it cannot take, keeps the others, and ends with 1', async () => {
  const root = at('odd')
  mkdirSync(join(root, 'd'), { recursive: true })
  writeFileSync(join(root, 'd', 'good.txt'), 'good')
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'd', 'latin-')), Buffer.from([0xe4])]), 'x')
  writeFileSync(join(root, 'd', '..\\up.txt'), 'x')
  symlinkSync('/etc/hostname', join(root, 'd', 'out'))
  execFileSync('mkfifo', [join(root, 'd', 'pipe')])
  const args = ['--backend-store-uri', database('imported'), '--artifacts-destination', root, '--to', at('odd.tar.gz')]
  const { code, err } = await tailrace({}, 'backup', ...args)
  expect([code, err.split('\n').toSorted()]).toEqual([
    1,
    [
      '',
      'tailrace: left out: file d/..\\up.txt: it has a name that cannot be an artifact path',
      'tailrace: left out: file d/latin-\ufffd: it has a name that cannot be an artifact path',
      'tailrace: left out: file d/out: it is a link that leads nowhere or out of the artifact folder',
      'tailrace: left out: file d/pipe: it is a pipe, not a file',
    ],
  ])
  const restored = ['--backend-store-uri', database('odd'), '--artifacts-destination', at('odd-restored')]
  expect(await done('restore', at('odd.tar.gz'), ...restored)).toMatchObject({ files: 1 })
  expect(Object.keys(filesIn(at('odd-restored')))).toEqual(['d/good.txt'])
})
