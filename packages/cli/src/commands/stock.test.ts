import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createClient } from '@tailrace/sdk'
import { createDatabase, startPostgres } from '@tailrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newDatabase, type Ended, tailrace, testFolder, testServer } from '../program-for-tests.ts'

const folder = testFolder()
mkdirSync(join(folder, 'data', 'in'), { recursive: true })
writeFileSync(join(folder, 'data', 'a.txt'), '1')
writeFileSync(join(folder, 'data', 'in', 'b c.txt'), '22')
const url = await testServer(folder)

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const idOf = ({ out }: Ended): string => /"run_id": "(\w{32})"|with id (\d+)/.exec(out)?.slice(1).find(Boolean) ?? ''

const postgres = process.env['TAILRACE_TEST_POSTGRES_URL'] === undefined ? undefined : await startPostgres()
const database = postgres && (await createDatabase(postgres.url))
afterAll(async () => {
  await database?.drop()
  await postgres?.stop()
})

for (const [kind, env] of [
  ['a server', { MLFLOW_TRACKING_URI: url }],
  ['a PostgreSQL database', { MLFLOW_TRACKING_URI: database?.url ?? '', MLFLOW_DEFAULT_ARTIFACT_ROOT: join(folder, 'other roots') }],
  [
    'a SQLite database',
    {
      MLFLOW_TRACKING_URI: await newDatabase(`sqlite:///${folder}/direct.db`, join(folder, 'roots')),
      MLFLOW_DEFAULT_ARTIFACT_ROOT: join(folder, 'roots'),
    },
  ],
] as const) {
  const run = (...args: string[]) => tailrace(env, ...args)
  const done = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await run(...args)
    expect([code, err]).toEqual([0, ''])
    return out
  }
  describe.skipIf(!env.MLFLOW_TRACKING_URI)(`on ${kind}`, { timeout: 60_000 }, () => {
    let experiment = ''
    let id = ''
    beforeAll(async () => {
      experiment = idOf(await run('experiments', 'create', '-n', 'walk'))
      id = idOf(
        await run(
          'runs',
          'create',
          '--experiment-id',
          experiment,
          '--run-name',
          'first',
          '-t',
          'a=1',
          '-t',
          'b=x=y',
          '--description',
          'note',
        ),
      )
    })

    test('experiments are made, listed, renamed, deleted and restored', async () => {
      const out = await done('experiments', 'create', '-n', 'other', '-l', 's3://bucket/x')
      expect(out).toMatch(/^Created experiment 'other' with id \d+\n$/)
      const other = /\d+/.exec(out)?.[0] ?? ''
      const list = await done('experiments', 'search')
      expect(list.split('\n').map((line) => line.split(/ {2,}/)[1])).toEqual(['Name', '-------', 'Default', 'walk', 'other', undefined])
      expect(await done('experiments', 'search', '--max-results', '1', '--json')).toContain('"name": "other"')
      expect(await done('experiments', 'rename', '-x', other, '--new-name', 'third')).toBe(
        `Experiment with id ${other} has been renamed to 'third'.\n`,
      )
      expect(await done('experiments', 'delete', '-x', other)).toBe(`Experiment with ID ${other} has been deleted.\n`)
      expect(await done('experiments', 'search', '-v', 'deleted_only')).toContain('third')
      expect(await done('experiments', 'restore', '--experiment-id', other)).toBe(`Experiment with id ${other} has been restored.\n`)
      expect(await done('experiments', 'search', '-v', 'deleted_only')).toBe('\n\n')
      expect(await done('experiments', 'search', '--max-results', '0')).toBe('\n\n')
    })

    test('an experiment is shown in both forms', async () => {
      const table = await done('experiments', 'get', '-n', 'walk')
      expect(table).toMatch(new RegExp(`^Experiment ID      : ${experiment}\nName               : walk\nArtifact Location  : .+\n`))
      const json = JSON.parse(await done('experiments', 'get', '-x', experiment, '--output', 'json')) as Record<string, unknown>
      expect(Object.keys(json)).toEqual(Object.keys(json).toSorted())
      expect(json).toMatchObject({ experiment_id: experiment, name: 'walk', tags: {}, workspace: 'default' })
    })

    test('a run is made, listed, described, deleted and restored', async () => {
      expect(await done('runs', 'list', '--experiment-id', experiment)).toMatch(
        new RegExp(`^Date {21}Name {4}ID {30}\n-{23}  -{6}  -{32}\n\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC  first   ${id}\n$`),
      )
      const described = JSON.parse(await done('runs', 'describe', '--run-id', id)) as { info: object; data: { tags: object } }
      expect(described.info).toMatchObject({ run_id: id, run_name: 'first', status: 'FINISHED', lifecycle_stage: 'active' })
      expect(described.data.tags).toMatchObject({ a: '1', b: 'x=y', 'mlflow.note.content': 'note', 'mlflow.source.type': 'LOCAL' })
      expect(await done('runs', 'delete', '--run-id', id)).toBe(`Run with ID ${id} has been deleted.\n`)
      expect(await done('runs', 'list', '--experiment-id', experiment)).toBe('\n\n')
      expect(await done('runs', 'list', '--experiment-id', experiment, '-v', 'deleted_only')).toContain(id)
      expect(await done('runs', 'restore', '--run-id', id)).toBe(`Run with id ${id} has been restored.\n`)
    })

    test('a run has a parent, a status, and an experiment that is made for it', async () => {
      const made = await run('runs', 'create', '--experiment-name', 'new one', '--parent-run-id', id, '--status', 'killed')
      expect(made).toMatchObject({ code: 0, err: "Experiment with name 'new one' does not exist. Creating a new experiment.\n" })
      expect(made.out).toContain('"status": "KILLED",\n  "run_name": null\n}\n')
      expect(made.out.includes('🏃 View run')).toBe(kind === 'a server')
      const { data } = JSON.parse(await done('runs', 'describe', '--run-id', idOf(made))) as { data: { tags: object } }
      expect(data.tags).toMatchObject({ 'mlflow.parentRunId': id })
      const quiet = { ...env, MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: 'true', MLFLOW_EXPERIMENT_NAME: 'new one' }
      expect((await tailrace(quiet, 'runs', 'create')).out).toMatch(/^\{/)
    })

    test('the runs of an experiment as CSV', async () => {
      const { out } = await run('experiments', 'csv', '-x', experiment)
      expect(out).toMatch(/^run_id,experiment_id,status,artifact_uri,start_time,end_time,/)
      expect(out.split('\n')).toHaveLength(4)
      const file = join(folder, `${kind}.csv`)
      expect(await done('experiments', 'csv', '-x', experiment, '-o', file)).toBe(
        `Experiment with ID ${experiment} has been exported as a CSV to file: ${file}.\n`,
      )
      expect(`${readFileSync(file, 'utf8')}\n`).toBe(out)
      expect(await done('experiments', 'csv', '-x', '9999')).toBe('run_id,experiment_id,status,artifact_uri,start_time,end_time\n\n')
    })

    test('artifacts are logged, listed and downloaded', async () => {
      const source = join(folder, 'data')
      expect(await run('artifacts', 'log-artifact', '-l', join(source, 'a.txt'), '-r', id, '-a', 'sub/deep')).toEqual({
        code: 0,
        out: '',
        err: `Logged artifact from local file ${join(source, 'a.txt')} to artifact_path=sub/deep\n`,
      })
      expect((await run('artifacts', 'log-artifacts', '-l', source, '-r', id)).err).toContain('local dir')
      expect(await done('artifacts', 'list', '-r', id)).toBe(
        '[{\n  "path": "a.txt",\n  "is_dir": false,\n  "file_size": 1\n}, {\n  "path": "in",\n  "is_dir": true\n}, {\n  "path": "sub",\n  "is_dir": true\n}]\n',
      )
      expect(await done('artifacts', 'list', '-r', id, '-a', 'nothing')).toBe('[]\n')
      const to = (name: string) => join(folder, kind, name)
      expect(await done('artifacts', 'download', '-r', id, '-a', 'sub/deep', '-d', to('one'))).toBe(`\n${to('one')}/deep\n`)
      expect(existsSync(join(to('one'), 'deep', 'a.txt'))).toBe(true)
      expect(await done('artifacts', 'download', '-u', `runs:/${id}/in/b c.txt`, '-d', to('two'))).toBe(`\n${to('two')}/b c.txt\n`)
      expect(readFileSync(join(to('two'), 'b c.txt'), 'utf8')).toBe('22')
      const whole = (await done('artifacts', 'download', '-r', id)).trim()
      expect(readFileSync(join(whole, 'in', 'b c.txt'), 'utf8')).toBe('22')
      expect(await done('artifacts', 'download', '-u', `file://${source}`)).toBe(`\n${source}\n`)
    })
  })
}

describe('what cannot be done ends with 1 and one line', () => {
  let id = ''
  beforeAll(async () => {
    id = idOf(await tailrace({ MLFLOW_TRACKING_URI: url }, 'runs', 'create', '--experiment-id', '0'))
  })
  for (const [why, args, message] of [
    ['a name that is taken', ['experiments', 'create', '-n', 'Default'], /Experiment\(name=Default\) already exists/],
    ['an empty name', ['experiments', 'create', '-n', ''], /name/],
    ['archives of traces', ['experiments', 'create', '-n', 'x', '--trace-archival-retention', '1d'], /come with a later version/],
    ['an id that is nowhere', ['experiments', 'get', '-x', '9999'], /No Experiment with id=9999 exists/],
    ['a name that is nowhere', ['experiments', 'get', '-n', 'nope'], /Experiment with name 'nope' does not exist\./],
    ['a view that is none', ['experiments', 'search', '-v', 'ALL'], /Unknown view 'ALL'. Use one of active_only, deleted_only, all/],
    ['deleting what is not there', ['experiments', 'delete', '-x', '9999'], /No Experiment with id=9999/],
    ['a run that is nowhere', ['runs', 'describe', '--run-id', 'nope'], /Run with id=nope not found/],
    ['a run in no experiment', ['runs', 'create', '--experiment-id', '9999'], /Failed to create run: No Experiment with id=9999/],
    [
      'a parent that is nowhere',
      ['runs', 'create', '--experiment-id', '0', '--parent-run-id', 'no'],
      /Failed to create run: Run with id=no/,
    ],
    ['a missing file', ['artifacts', 'log-artifact', '-l', '/no/such', '-r', '$id'], /no such file.*\/no\/such/],
    ['a folder as a file', ['artifacts', 'log-artifact', '-l', '/tmp', '-r', '$id'], /is no file: a folder goes with log-artifacts/],
    ['a missing folder', ['artifacts', 'log-artifacts', '-l', '/no/such', '-r', '$id'], /no such file.*\/no\/such/],
    ['a path that leaves the run', ['artifacts', 'log-artifact', '-l', '/etc/hostname', '-r', '$id', '-a', '../x'], /Invalid path/],
    ['a path to download that leaves it', ['artifacts', 'download', '-r', '$id', '-a', '../..'], /Invalid path/],
    ['a missing artifact', ['artifacts', 'download', '-r', '$id', '-a', 'none'], /Failed to download artifacts from path '.*none'/],
    ['nothing to download', ['artifacts', 'download'], /Say one of --run-id and --artifact-uri/],
    ['an address of another kind', ['artifacts', 'download', '-u', 'ftp://h/x'], /is no address of artifacts/],
    ['a local path that is not there', ['artifacts', 'download', '-u', '/no/such'], /Failed to download artifacts/],
    ['a model that is nowhere', ['artifacts', 'download', '-u', 'models:/none/1'], /none/],
    ['a model without a version', ['artifacts', 'download', '-u', 'models:/none'], /does not identify a model version/],
  ] as const) {
    test(`${why}`, async () => {
      const { code, out, err } = await tailrace({ MLFLOW_TRACKING_URI: url }, ...args.map((arg) => arg.replace('$id', id)))
      expect(err).toMatch(/^tailrace: .*\n$/)
      expect(err).toMatch(message)
      expect([code, out]).toEqual([1, ''])
    })
  }
})

describe('a wrong usage ends with 2 and one line', () => {
  for (const [args, message] of [
    [['experiments', 'create'], "required option '-n, --experiment-name <name>' not specified"],
    [['experiments', 'create', '-n'], "option '-n, --experiment-name <name>' argument missing"],
    [['experiments', 'search', '--nam', 'x'], "unknown option '--nam'"],
    [['experiments', 'creat'], "unknown command 'creat'. Did you mean create?"],
    [['experiments', 'get'], 'Must specify exactly one of --experiment-id or --experiment-name.'],
    [['experiments', 'get', '-x', '1', '-n', 'a'], 'Must specify exactly one of --experiment-id or --experiment-name.'],
    [['experiments', 'get', '-x', '1', '--output', 'yaml'], 'Allowed choices are json, table.'],
    [['experiments', 'search', '--max-results', 'x'], 'Must be a whole number.'],
    [['experiments', 'search', 'extra'], 'too many arguments'],
    [['runs', 'list'], "required option '--experiment-id <id>"],
    [['runs', 'create'], 'Must specify exactly one of --experiment-id or --experiment-name.'],
    [['runs', 'create', '--experiment-id', '0', '-t', 'bad'], "Invalid tag format: 'bad'. Tags must be in key=value format."],
    [['runs', 'create', '--experiment-id', '0', '--status', 'done'], "'done' is not one of FINISHED, FAILED, KILLED."],
    [['artifacts', 'list'], "required option '-r, --run-id <id>' not specified"],
    [['artefacts'], "unknown command 'artefacts'. Did you mean artifacts?"],
    [['artefacts', 'list', '--help'], "unknown command 'artefacts'. Did you mean artifacts?"],
    [['--env-file', '/dev/null', 'runs', 'lst', '--help'], "unknown command 'lst'. Did you mean list?"],
    [['help', 'runs', 'serch'], "unknown command 'serch'. Did you mean search?"],
    [['help', 'foo'], "unknown command 'foo'"],
    [['--frobnicate'], "unknown option '--frobnicate'"],
  ] as const) {
    test(args.join(' '), async () => {
      const { code, out, err } = await tailrace({ MLFLOW_TRACKING_URI: url }, ...args)
      expect(err).toMatch(/^tailrace: .* \(see --help\)\n$/)
      expect(err).toContain(message)
      expect([code, out]).toEqual([2, ''])
    })
  }
  for (const [words, usage] of [
    [['help'], /^Usage: tailrace \[options\]/],
    [['help', 'runs'], /^Usage: tailrace runs \[options\]/],
    [['help', 'runs', 'search'], /^Usage: tailrace runs search/],
    [['runs', 'help'], /^Usage: tailrace runs \[options\]/],
    [['runs', 'help', 'search'], /^Usage: tailrace runs search/],
    [['autolog', 'claude', 'stop-hook', '--help'], /^Usage: tailrace autolog claude/],
  ] as const) {
    test(`${words.join(' ')} is none`, async () => {
      const { code, out, err } = await tailrace({}, ...words)
      expect([code, err]).toEqual([0, ''])
      expect(out).toMatch(usage)
    })
  }
  test('a group alone shows its commands', async () => {
    const { code, err } = await tailrace({}, 'experiments')
    expect(code).toBe(2)
    expect(err).toMatch(/^Usage: tailrace experiments/)
  })
})

describe('the surroundings', () => {
  test('variables supply options, and empty ones count as none', async () => {
    const env = { MLFLOW_TRACKING_URI: url, MLFLOW_EXPERIMENT_ID: '0' }
    expect((await tailrace(env, 'runs', 'list')).code).toBe(0)
    expect((await tailrace({ ...env, MLFLOW_EXPERIMENT_ID: '' }, 'runs', 'list')).code).toBe(2)
  })
  test('a file of variables does not win over the environment', () => {
    const file = join(folder, 'vars.env')
    writeFileSync(file, 'MLFLOW_TRACKING_URI=ftp://from-file\n')
    const said = (env: Record<string, string>) =>
      spawnSync(process.execPath, [MAIN, '--env-file', file, 'experiments', 'search'], { env, encoding: 'utf8' }).stderr
    expect(said({})).toContain('ftp://from-file')
    expect(said({ MLFLOW_TRACKING_URI: 'ftp://from-environment' })).toContain('ftp://from-environment')
  })
  test('a server that is not there', async () => {
    const { code, err } = await tailrace(
      { MLFLOW_TRACKING_URI: 'http://127.0.0.1:1', MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' },
      'experiments',
      'search',
    )
    expect(err).toMatch(/^tailrace: POST http:\/\/127\.0\.0\.1:1\/.*Is the server running\?.*\n$/)
    expect(code).toBe(1)
  })
  test('a tracking URI of a kind that is none', async () => {
    const { code, err } = await tailrace({ MLFLOW_TRACKING_URI: './mlruns' }, 'experiments', 'search')
    expect(err).toMatch(/^tailrace: The tracking URI '\.\/mlruns' is none that works here/)
    expect(code).toBe(1)
  })
  test('commands of later versions say so', async () => {
    for (const words of [
      ['run', '.'],
      ['deployments', 'create', '-t', 'x'],
      ['traces', 'search', '--experiment-id', '1'],
      ['runs', 'link-traces'],
    ]) {
      const { code, err } = await tailrace({}, ...words)
      expect(err).toMatch(/^tailrace: `[\w- ]+` comes with a later version of Tailrace\./)
      expect(code).toBe(1)
    }
  })
})

test('what is logged does not lose digits on its way to CSV and JSON', async () => {
  const client = createClient({ trackingUri: url })
  const { experiment_id } = await client.createExperiment({ name: 'digits' })
  const start_time = 1_700_000_000_000
  const runs = []
  for (const [index, values] of [
    { big: 1e16, loss: 0.5, only: 3 },
    { big: Number.NaN, loss: 1 },
  ].entries()) {
    const { run } = await client.createRun({ experiment_id, run_name: `"${index}", x`, start_time: BigInt(start_time + index * 1000) })
    const metrics = Object.entries(values).map(([key, value]) => ({ key, value, timestamp: BigInt(1) }))
    await client.logBatch({ run_id: run.info.run_id, metrics, params: [{ key: 'lr', value: `a,${index}\nb` }] })
    runs.push(run.info.run_id)
  }
  const { out } = await tailrace({ MLFLOW_TRACKING_URI: url }, 'experiments', 'csv', '-x', experiment_id)
  const at = (id: string | undefined) => `${id},${experiment_id},RUNNING,mlflow-artifacts:/${experiment_id}/${id}/artifacts`
  expect(out).toBe(
    'run_id,experiment_id,status,artifact_uri,start_time,end_time,metrics.big,metrics.loss,metrics.only,params.lr,tags.mlflow.runName\n' +
      `${at(runs[1])},2023-11-14 22:13:21+00:00,,,1.0,,"a,1\nb","""1"", x"\n` +
      `${at(runs[0])},2023-11-14 22:13:20+00:00,,1e+16,0.5,3.0,"a,0\nb","""0"", x"\n\n`,
  )
  const described = (await tailrace({ MLFLOW_TRACKING_URI: url }, 'runs', 'describe', '--run-id', runs[1] ?? '')).out
  expect(described).toContain('"metrics": {\n            "big": NaN,\n            "loss": 1.0\n        }')
})
