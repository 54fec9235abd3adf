import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeOfMajor } from '@tailrace/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startServer } from '../../packages/sdk/src/servers-for-tests.ts'
import { buildSdk } from './build.ts'
import { readExports } from './read-exports.ts'

vi.setConfig({ testTimeout: 90_000 })

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A program that has installed the package, and no other. */
let program: string
let installed: string
beforeAll(() => {
  program = mkdtempSync(join(tmpdir(), 'tailrace-sdk-program-'))
  mkdirSync(join(program, 'node_modules', '@tailrace'), { recursive: true })
  installed = join(program, 'node_modules', '@tailrace', 'sdk')
  buildSdk(installed)
  writeFileSync(join(program, 'package.json'), '{ "type": "module" }')
}, 60_000)
afterAll(() => rmSync(program, { recursive: true, force: true }))

const filesOf = (ending: string): string[] => readdirSync(installed).filter((name) => name.endsWith(ending))

/** What the compiler says of a program; nothing when it is right. */
function compile(text: string, options: object = {}): string {
  writeFileSync(join(program, 'program.ts'), text)
  const settings = {
    target: 'ES2022',
    module: 'NodeNext',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    ...options,
  }
  writeFileSync(join(program, 'tsconfig.json'), JSON.stringify({ compilerOptions: settings, files: ['program.ts'] }))
  return spawnSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', program], { cwd: program, encoding: 'utf8' }).stdout
}

test('it needs nothing else, and every file that it names is there', () => {
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<string, unknown>
  expect(manifest).toMatchObject({
    name: '@tailrace/sdk',
    type: 'module',
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
  })
  expect(manifest).not.toHaveProperty('dependencies')
  expect(manifest).not.toHaveProperty('private')
  for (const file of [...filesOf('.js'), ...filesOf('.d.ts')]) {
    for (const [, name = ''] of readFileSync(join(installed, file), 'utf8').matchAll(
      /(?:^|\n)(?:im|ex)port [^\n]*? from ['"]([^'"]+)['"]/g,
    )) {
      if (file.endsWith('.d.ts') && name.startsWith('node:')) continue
      expect(name, file).toMatch(/^\.\/[\w-]+\.js$/)
      expect(existsSync(join(installed, file.endsWith('.d.ts') ? name.replace(/\.js$/, '.d.ts') : name)), `${file}: ${name}`).toBe(true)
    }
  }
  expect(filesOf('.d.ts').length).toBeGreaterThan(25)
})

test('no test is in it', () => expect(readdirSync(installed).filter((name) => /test/.test(name))).toEqual([]))

describe('its types', () => {
  test('are enough for a browser, without those of Node', () => {
    const text = `
      import { type FoundRun, MlflowError, configure, createClient, metric, searchRuns, withRun } from '@tailrace/sdk'
      configure({ trackingUri: 'http://localhost:5000', strict: true })
      const { run } = await createClient().getRun({ run_id: 'x' })
      const began: number = run.info.start_time
      const name: string | undefined = run.info.run_name
      await withRun({ runName: name ?? '' }, async (open) => open.logMetric('began', began, { step: 1 }))
      const [best]: FoundRun[] = await searchRuns({ filter: metric('a').gt(1) })
      export const code: string = new MlflowError('TIMED_OUT', best?.info.run_id ?? '').code
    `
    expect(compile(text)).toBe('')
  })

  for (const [why, line, message] of [
    ['a field that is missing', 'await createClient().getRun({})', /'run_id' is missing/],
    ['a field that there is not', "await createClient().getRun({ run_id: 'x', run: 1 })", /'run' does not exist/],
    ['a status that there is not', "await createClient().updateRun({ run_id: 'x', status: 'DONE' })", /'"DONE"' is not assignable/],
    ['an endpoint that there is not', 'await createClient().getRuns({})', /'getRuns' does not exist/],
    ['a text for a number', "metric('a').gt('1')", /'string' is not assignable to parameter of type 'number'/],
  ] as const) {
    test(`refuse ${why}`, () =>
      expect(compile(`import { createClient, metric } from '@tailrace/sdk'\nmetric('a')\n${line}`)).toMatch(message))
  }

  test('are those of every example', () => {
    const items = readExports(root)
    const examples = items.flatMap((item) =>
      [item, ...item.members].map(({ name, doc }) => [`${item.name}_${name}`, doc?.example ?? ''] as const),
    )
    const given = [
      'declare const client: Client, run: Run, run_id: string, pixels: Uint8Array, trees: unknown',
      'declare function show(value: unknown): void',
      'declare function freshToken(): Promise<string>',
    ]
    // Each in a function of its own, so that it may declare what it likes.
    const functions = examples.map(
      ([name, example]) =>
        `export async function ${name.replaceAll(/\W/g, '')}_(${/^Tracking_(?!Tracking)/.test(name) ? 'tracking: Tracking' : ''}) {\n${example}\n}`,
    )
    const imports = `import { ${items.map(({ name }) => name).join(', ')} } from '@tailrace/sdk'`
    expect(examples.filter(([, example]) => example !== '').length).toBeGreaterThan(80)
    expect(compile([imports, ...given, ...functions].join('\n'), { lib: ['ES2022', 'DOM', 'DOM.Iterable', 'ESNext.Disposable'] })).toBe('')
  })

  test('of every operation are those of the contract', () => {
    const text = `
      import type * as real from '@tailrace/contract'
      import type * as plain from './node_modules/@tailrace/sdk/contract.js'
      import type { EndpointName } from '@tailrace/sdk'
      type Known<Type> = Type extends object ? { [Key in keyof Type]: Known<Type[Key]> } : Type
      type Same<A, B> = (<T>() => T extends Known<A> ? 1 : 2) extends <T>() => T extends Known<B> ? 1 : 2 ? true : false
      type IsSame<Name extends EndpointName> = [
        Same<real.RequestOf<(typeof real)[Name]>, plain.RequestOf<(typeof plain)[Name]>>,
        Same<real.ResponseOf<(typeof real)[Name]>, plain.ResponseOf<(typeof plain)[Name]>>,
      ]
      type Wrong = { [Name in EndpointName]: IsSame<Name> extends [true, true] ? never : Name }[EndpointName]
      export const wrong: [Wrong] extends [never] ? 'none' : Wrong = 'none'
      export const differs: Same<{ a: string; b?: number }, { a: string }> = false
      export const codes: Same<real.ErrorCode, plain.ErrorCode> = true
    `
    const contract = join(root, 'packages', 'contract', 'src', 'index.ts')
    const options = {
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      lib: ['ES2024', 'DOM', 'ESNext'],
      noUncheckedIndexedAccess: true,
    }
    expect(compile(text, { ...options, paths: { '@tailrace/contract': [contract] } })).toBe('')
  })
})

describe('it runs', () => {
  const text = `
    import { Tracking, metric, param, tag } from '@tailrace/sdk'
    const tracking = new Tracking({ strict: true })
    await tracking.setExperiment('installed')
    const parent = await tracking.withRun({ runName: 'parent' }, async (run) => {
      const children = [1, 2, 3].map((number) =>
        tracking.withRun({}, async () => {
          await new Promise((resolve) => setTimeout(resolve, 10 - number))
          await tracking.logMetric('number', number)
        }))
      await Promise.all(children)
      await run.logText('hello', 'a/b.txt')
      await run.logImage({ width: 1, height: 1, channels: 1, data: new Uint8Array([7]) }, 'dot.png')
      return run
    })
    await Promise.all([tracking.logMetric('alone', 1), tracking.logParam('a', 1), tracking.setTag('b', 1)])
    await tracking.endRun()
    const alone = await tracking.searchRuns({ filter: metric('alone').eq(1).and(param('a').eq('1'), tag('b').eq('1')) })
    const runs = await tracking.searchRuns({ filter: metric('number').gt(1), orderBy: [metric('number').asc()] })
    const text = await parent.artifacts.text('a/b.txt')
    console.log(JSON.stringify({ text, numbers: runs.map(({ metrics }) => metrics.number), status: parent.status, alone: alone.length }))
  `
  for (const [name, node] of [
    ['in this Node', process.execPath],
    ['in Node 20', nodeOfMajor(20, 'sdk')],
  ] as const) {
    test.skipIf(node === undefined)(name, async () => {
      const server = await startServer()
      try {
        writeFileSync(join(program, 'program.mjs'), text)
        const env = {
          ...process.env,
          MLFLOW_TRACKING_URI: server.url,
          MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: 'true',
          TAILRACE_JOURNAL_DIR: join(program, 'journal'),
        }
        const out = execFileSync(node ?? '', [join(program, 'program.mjs')], { env, encoding: 'utf8' })
        expect(JSON.parse(out)).toEqual({ text: 'hello', numbers: [2, 3], status: 'FINISHED', alone: 1 })
        expect(readdirSync(join(program, 'journal'))).toEqual([])
      } finally {
        await server.remove()
      }
    })
  }
})
