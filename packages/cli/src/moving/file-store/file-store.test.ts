import { rmSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { testFolder } from '../../program-for-tests.ts'
import { CHILD, EXPERIMENT, MODEL, OLD, RUN, STORE, TRASHED, type Tree, runMeta, writeTree } from '../file-store-for-tests.ts'
import type { MovedItem, Wanted } from '../source.ts'
import { openFileStore } from './file-store.ts'
import { LocalRoots } from '../local-roots.ts'
import { localFolder, locationOf } from './places.ts'
import { parsePoint } from './points.ts'

const ALL: Wanted = { files: true, models: true }
const folder = testFolder()
let stores = 0

/** A file store of its own, with changes: an empty text takes a file away. */
function store(change: Tree = {}): string {
  const root = writeTree(join(folder, String(stores++)), { ...STORE, ...change })
  for (const [path, text] of Object.entries(change)) if (text === '') rmSync(join(root, path))
  return root
}

async function read(root: string, wanted: Wanted = ALL): Promise<{ items: MovedItem[]; problems: string[]; notes: string[] }> {
  const [items, problems, notes]: [MovedItem[], string[], string[]] = [[], [], []]
  const report = (line: string, weight?: 'note'): unknown => (weight === 'note' ? notes : problems).push(line)
  for await (const item of openFileStore(root).items(wanted, report)) items.push(item)
  return { items, problems, notes }
}

const of = <Kind extends MovedItem['kind']>(items: readonly MovedItem[], kind: Kind): Extract<MovedItem, { kind: Kind }>[] =>
  items.filter((item): item is Extract<MovedItem, { kind: Kind }> => item.kind === kind)

describe('a file store is read', () => {
  const root = store()
  const all = read(root)
  const here = (path: string): string => pathToFileURL(join(root, path)).href

  test('without anything left out', async () => {
    expect(await all).toMatchObject({ problems: [], notes: [] })
    expect(await openFileStore(root).runs(ALL)).toBe(3)
  })

  test('experiments with their tags, those in the trash too; locations that are gone are where the folder is', async () => {
    expect(of((await all).items, 'experiment').map(({ experiment }) => experiment)).toEqual([
      expect.objectContaining({ experiment_id: '0', name: 'Default', lifecycle_stage: 'active', artifact_location: here('0') }),
      {
        experiment_id: EXPERIMENT,
        name: 'first',
        artifact_location: here(EXPERIMENT),
        lifecycle_stage: 'active',
        creation_time: 1000,
        last_update_time: 2000,
        tags: [{ key: 'mlflow.note.content', value: 'héllo\nworld' }],
        workspace: 'default',
      },
      expect.objectContaining({ experiment_id: TRASHED, name: 'gone', lifecycle_stage: 'deleted' }),
    ])
  })

  test('a run of 3.x with what belongs to it', async () => {
    const run = of((await all).items, 'run').find(({ run: { info } }) => info.run_id === RUN)
    expect(run?.run).toEqual({
      info: {
        run_uuid: RUN,
        run_id: RUN,
        experiment_id: EXPERIMENT,
        run_name: 'parent',
        user_id: 'ann',
        status: 'FINISHED',
        start_time: 5000,
        end_time: 6000,
        artifact_uri: here(`${EXPERIMENT}/${RUN}/artifacts`),
        lifecycle_stage: 'active',
      },
      data: {
        params: [
          { key: 'empty', value: '' },
          { key: 'x/y', value: 'deep' },
        ],
        tags: [{ key: 'multi', value: 'a\nb' }],
      },
      inputs: {
        dataset_inputs: [
          {
            dataset: { name: 'prices', digest: 'd1', source_type: 'local', source: '{"uri": "/x"}', schema: '{"a": 1}' },
            tags: [{ key: 'mlflow.data.context', value: 'training' }],
          },
        ],
        model_inputs: [{ model_id: MODEL }],
      },
      outputs: { model_outputs: [{ model_id: MODEL, step: 3 }] },
    })
  })

  test('a deleted run with its time, and one of 1.0 with its name from a tag', async () => {
    const runs = of((await all).items, 'run')
    const child = runs.find(({ run }) => run.info.run_id === CHILD)
    expect(child).toMatchObject({ deleted_time: 7000, run: { info: { lifecycle_stage: 'deleted', status: 'RUNNING' } } })
    expect(child?.run.info).not.toHaveProperty('end_time')
    const old = runs.find(({ run }) => run.info.run_id === OLD)
    expect(old?.run.info).toMatchObject({ run_name: 'from a tag', status: 'FAILED', artifact_uri: 's3://bucket/0/old', user_id: 'bob' })
  })

  test('points of every form, each once', async () => {
    const points = Object.fromEntries(of((await all).items, 'points').map((item) => [`${item.run_id[0]} ${item.key}`, item.points]))
    expect(points).toEqual({
      'c loss': [
        [10, 0.5, 0],
        [20, 0.25, 0],
      ],
      'a acc': [[10, 0.5, 1]],
      'a deep/er': [[10, 0.001, -5]],
      'a loss': [
        [10, 1, 0],
        [20, 'NaN', 1],
        [30, 'Infinity', 2],
        [40, '-Infinity', 3],
      ],
    })
  })

  test('logged models, and the registry without deleted versions', async () => {
    const { items } = await all
    expect(of(items, 'logged_model').map(({ model }) => model)).toMatchObject([
      {
        info: { model_id: MODEL, experiment_id: EXPERIMENT, status: 'LOGGED_MODEL_READY', model_type: '', source_run_id: RUN },
        data: {
          params: [{ key: 'depth', value: '3' }],
          metrics: [{ key: 'acc', value: 0.5, timestamp: 10, step: 1, run_id: RUN, dataset_name: 'prices', dataset_digest: 'd1' }],
        },
      },
    ])
    expect(of(items, 'registered_model').map((item) => item.registered_model)).toMatchObject([
      { name: 'Prices', description: 'some words', tags: [{ key: 'k' }], aliases: [{ alias: 'champion', version: '3' }] },
    ])
    expect(of(items, 'model_version').map((item) => item.model_version)).toMatchObject([
      { version: '3', current_stage: 'Production', run_id: RUN, status: 'READY', tags: [{ key: 'q', value: 'r' }], aliases: ['champion'] },
    ])
  })

  test('files last, from where they lie now', async () => {
    const { items } = await all
    const files = of(items, 'file')
    expect(items.slice(-files.length)).toEqual(files)
    expect(files.map(({ owner, path, size }) => [owner, path, size])).toEqual([
      [{ run_id: RUN }, 'dir/a b.txt', 5],
      [{ model_id: MODEL }, 'MLmodel', 12],
    ])
    const [content] = await Promise.all(files.slice(0, 1).map(({ open }) => open()))
    expect(Buffer.concat((await content?.toArray()) ?? []).toString()).toBe('hello')
  })

  test('only what is wanted', async () => {
    const { items } = await read(root, { files: false, models: false, experiments: ['gone'] })
    expect(items.map(({ kind }) => kind)).toEqual(['experiment'])
  })
})

describe('what cannot be read is reported in one line with its file, and the rest is read', () => {
  const run = `${EXPERIMENT}/${RUN}`
  for (const [why, change, line, missing] of [
    ['a run whose YAML is broken', { [`${run}/meta.yaml`]: 'a: [1\n' }, /a{32}\/meta\.yaml cannot be read: /, 1],
    ['a run without fields', { [`${run}/meta.yaml`]: '\n' }, /a{32}\/meta\.yaml is broken: it holds no fields$/, 1],
    ['a run without a meta.yaml', { [`${run}/meta.yaml`]: '' }, /a{32}\/meta\.yaml cannot be read: ENOENT/, 1],
    ['a run of another name', { [`${run}/meta.yaml`]: runMeta(OLD) }, /is broken: it belongs to the run c{32}$/, 1],
    ['a run of no status', { [`${run}/meta.yaml`]: runMeta(RUN, { status: '9' }) }, /is broken: its status is '9'$/, 1],
    [
      'an input of a dataset that is gone',
      { [`${EXPERIMENT}/datasets/${'e'.repeat(32)}/meta.yaml`]: '' },
      /names a dataset that is not there/,
      1,
    ],
    ['an experiment without a name', { [`${EXPERIMENT}/meta.yaml`]: "experiment_id: '1'\n" }, /meta\.yaml is broken: it has no name$/, 2],
    ['a line that is no point', { [`${run}/metrics/loss`]: '10 1.0 0\nten\n' }, /metrics\/loss line 2: 'ten' is no point$/, 0],
    ['a logged model', { [`${EXPERIMENT}/models/${MODEL}/meta.yaml`]: '- 1\n' }, /meta\.yaml is broken: it holds no fields$/, 0],
    ['a version', { 'models/Prices/version-3/meta.yaml': 'name: Prices\n' }, /version-3\/meta\.yaml is broken: it has no version$/, 0],
  ] as const) {
    test(why, async () => {
      const { items, problems } = await read(store(change as Tree))
      expect(problems).toEqual([expect.stringMatching(line)])
      expect(of(items, 'run')).toHaveLength(3 - missing)
    })
  }

  for (const [why, path, line] of [
    ['runs', `${EXPERIMENT}/linked`, /linked\/meta\.yaml cannot be read: ELOOP/],
    ['points', `${run}/metrics/linked`, /metrics\/linked cannot be read: ELOOP/],
    ['traces', `${EXPERIMENT}/traces`, /ELOOP.*\/traces/],
    ['versions', 'models/linked', /linked\/meta\.yaml cannot be read: ELOOP/],
  ] as const) {
    test(`what cannot be opened: ${why}`, async () => {
      const root = store()
      // A link to itself: whoever runs the tests, it cannot be opened.
      symlinkSync(basename(path), join(root, path))
      const { items, problems } = await read(root)
      expect(problems).toContainEqual(expect.stringMatching(line))
      expect(of(items, 'run')).toHaveLength(3)
    })
  }

  test('traces are no fault of anybody', async () => {
    const { problems, notes } = await read(store({ [`${EXPERIMENT}/traces/tr-1/trace_info.yaml`]: 'a: 1\n' }))
    expect([problems, notes]).toEqual([[], [expect.stringMatching(/traces: 1 traces, which are not kept here$/)]])
  })
})

describe('a folder that is no file store is refused', () => {
  for (const [why, path, message] of [
    ['one that is not there', 'nowhere', /^There is no folder or archive .*nowhere\.$/],
    ['one without experiments', 'empty', /^.*empty is no file store: none of its folders holds a meta\.yaml/],
    ['a file', 'file', /^The folder .*file cannot be read \(ENOTDIR\)\.$/],
  ] as const) {
    test(why, () => {
      writeTree(folder, { 'empty/a/b': '', file: '' })
      expect(() => openFileStore(join(folder, path))).toThrow(message)
    })
  }
})

describe('lines of metrics', () => {
  for (const [line, point] of [
    ['10 0.5', [10, 0.5, 0]],
    ['10 0.5 3', [10, 0.5, 3]],
    ['10 nan -3', [10, 'NaN', -3]],
    ['10 Infinity 0', [10, 'Infinity', 0]],
    ['10 +inf 0', [10, 'Infinity', 0]],
    ['10 -1e400 0', [10, '-Infinity', 0]],
    ['10 1.7976931348623157e+308 0', [10, Number.MAX_VALUE, 0]],
    ['10 1 9007199254740993', [10, 1, 9007199254740993n]],
    ['10 1 2 data d1\r', [10, 1, 2]],
  ] as const) {
    test(line, () => expect(parsePoint(line, false).point).toEqual(point))
  }
  for (const line of ['', '10', 'x 1 0', '10 one 0', '10 1 x', '-1 1 0', '10 1 1.5']) {
    test(`not '${line}'`, () => expect(() => parsePoint(line, false)).toThrow('is no point'))
  }
})

describe('places', () => {
  for (const [location, path] of [
    ['file:///a/b%20c', '/a/b c'],
    ['file:/a/b', '/a/b'],
    ['file://localhost/a', '/a'],
    ['/a/../b', '/b'],
    ['file:///a/100%', '/a/100%'],
    ['s3://a/b', undefined],
    ['mlflow-artifacts:/1', undefined],
  ] as const) {
    test(location, () => expect(localFolder(location)).toBe(path))
  }
  test('one that is there, or elsewhere, stays as it is written', () => {
    const from = new LocalRoots(['/nowhere'])
    expect(locationOf(from, `file://${folder}`, '/nowhere')).toBe(`file://${folder}`)
    expect(locationOf(from, 's3://a/b', folder)).toBe('s3://a/b')
    expect(locationOf(from, 'file:///nowhere/a', '/nowhere/b')).toBe('file:///nowhere/a')
    expect(locationOf(from, 'file:///nowhere/a', folder)).toBe(pathToFileURL(folder).href)
    expect(locationOf(from, 'file:///nobody/a', '/nowhere/b')).toBe('file:///nowhere/b')
  })
})
