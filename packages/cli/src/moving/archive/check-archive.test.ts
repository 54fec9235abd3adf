import { createHash } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { HEAD_REVISION } from '@tailrace/store'
import { type Headers, pack } from 'tar-stream'
import { describe, expect, test } from 'vitest'
import { tailrace, testFolder } from '../../program-for-tests.ts'
import { checksumLine } from './format.ts'

const folder = testFolder()
const EXPERIMENT =
  '{"kind":"experiment","experiment":{"experiment_id":"7","name":"seven","lifecycle_stage":"active","artifact_location":"mlflow-artifacts:/7","tags":[]}}\n'
const RUN = `{"kind":"run","run":{"info":{"run_id":"${'a'.repeat(32)}","experiment_id":"7","run_name":"r","user_id":"u","status":"FINISHED","start_time":1,"end_time":2,"lifecycle_stage":"active","artifact_uri":"mlflow-artifacts:/7/r"},"data":{"metrics":[],"params":[],"tags":[]}}}\n`

type Member = readonly [name: string, content: string | Buffer, header?: Partial<Headers>]

/** Writes an archive whose checksums are right, and answers its path. */
async function archive(kind: 'export' | 'backup', members: readonly Member[]): Promise<string> {
  const path = join(folder, `${Math.random()}.tar.gz`)
  const tar = pack()
  const written = pipeline(tar, createGzip(), createWriteStream(path))
  const manifest = JSON.stringify({ format: 'tailrace archive', version: 1, kind, created: '2026-01-01', revision: HEAD_REVISION })
  let sums = ''
  for (const [name, content, header] of [['manifest.json', manifest] as Member, ...members]) {
    tar.entry({ name, ...header }, content)
    sums += checksumLine(createHash('sha256').update(content).digest('hex'), name)
  }
  tar.entry({ name: 'checksums.txt' }, sums)
  tar.finalize()
  await written
  return path
}

const into = (name: string): string[] => [`sqlite:///${join(folder, `${name}.db`)}`, '--artifacts-destination', join(folder, name)]

describe('import refuses before anything is written', () => {
  const points = (list: string): string => `${EXPERIMENT}${RUN}{"kind":"points","run_id":"${'a'.repeat(32)}","key":"m","points":${list}}\n`
  for (const [why, members, message] of [
    [
      'a record that is no JSON',
      [['records/000001.jsonl', `${EXPERIMENT}${RUN}{"kind":`]],
      /line 3 of its member records\/000001\.jsonl is no JSON/,
    ],
    [
      'a record that is no object',
      [['records/000001.jsonl', `${EXPERIMENT}[1]\n`]],
      /line 2 .* is of a kind that this program does not know/,
    ],
    [
      'a kind of a later version',
      [['records/000001.jsonl', '{"kind":"trace"}\n']],
      /line 1 .* is of a kind that this program does not know/,
    ],
    [
      'a run without an id',
      [['records/000001.jsonl', `${EXPERIMENT}{"kind":"run","run":{"info":{"experiment_id":"7"}}}\n`]],
      /is of the kind run and has no run\.info\.run_id/,
    ],
    ['a point without a step', [['records/000001.jsonl', points('[[1, 2.5]]')]], /line 3 .* holds a point that is not/],
    ['points that are none', [['records/000001.jsonl', points('{}')]], /line 3 .* is of the kind points and has no points/],
    [
      'a way out',
      [
        ['records/000001.jsonl', EXPERIMENT],
        ['files/runs/../../evil', 'x'],
      ],
      /its member files\/runs\/\.\.\/\.\.\/evil has a path that cannot be written/,
    ],
    [
      'a link',
      [['files/runs/a/link', '', { type: 'symlink', linkname: '/etc/passwd' }]],
      /its member files\/runs\/a\/link is no file but a symlink/,
    ],
  ] as readonly (readonly [string, readonly Member[], RegExp])[]) {
    test(why, async () => {
      const { code, err } = await tailrace({}, 'import', await archive('export', members), '--to', ...into('never'))
      expect([code, err]).toEqual([1, expect.stringMatching(message)])
      expect(err).toMatch(/^tailrace: [^\n]* Nothing was written\.\n$/)
      expect([existsSync(join(folder, 'never.db')), existsSync(join(folder, 'never'))]).toEqual([false, false])
    })
  }

  test('more bytes than an archive of its size holds, unless they are allowed', async () => {
    const file = await archive('export', [
      ['records/000001.jsonl', EXPERIMENT + RUN],
      [`files/runs/${'a'.repeat(32)}/zeros`, Buffer.alloc(2_000_000)],
    ])
    const refused = await tailrace({ TAILRACE_MAX_UNPACKED_BYTES: '1000000' }, 'import', file, '--to', ...into('never'))
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringMatching(/it unpacks to more than 1000000 bytes; TAILRACE_MAX_UNPACKED_BYTES allows more/),
    ])
    expect(existsSync(join(folder, 'never.db'))).toBe(false)
    expect(await tailrace({}, 'import', file, '--to', ...into('zeros'))).toMatchObject({ code: 0, err: '' })
  })
})

describe('restore refuses before anything is written', () => {
  for (const [why, members, message] of [
    ['a row that is no JSON', [['tables/experiments/000001.jsonl', '["experiment_id","name"]\n[1,']], /line 2 .* is no JSON/],
    [
      'a row that is too short',
      [['tables/experiments/000001.jsonl', '["experiment_id","name"]\n[1]\n']],
      /line 2 .* has 1 values for 2 columns/,
    ],
    ['a row that is no list', [['tables/experiments/000001.jsonl', '["experiment_id"]\n{}\n']], /line 2 .* is no list/],
    ['an absolute path', [['artifacts//etc/evil', 'x']], /has a path that cannot be written/],
    ['a way out of a folder elsewhere', [['outside/a/../../evil', 'x']], /has a path that cannot be written/],
  ] as readonly (readonly [string, readonly Member[], RegExp])[]) {
    test(why, async () => {
      const { code, err } = await tailrace({}, 'restore', await archive('backup', members), '--backend-store-uri', ...into('never'))
      expect([code, err]).toEqual([1, expect.stringMatching(message)])
      expect(err).toMatch(/^tailrace: [^\n]* Nothing was written\.\n$/)
      expect([existsSync(join(folder, 'never.db')), existsSync(join(folder, 'never'))]).toEqual([false, false])
    })
  }
})
