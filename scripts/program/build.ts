import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const BUILT = join(root, 'dist')

/** Where the package lies that is published. */
export const PROGRAM_DIST = join(root, 'packages', 'cli', 'dist')

/** What is in dist/ for developers alone. */
const isOurs = (path: string): boolean => path.endsWith('.map') || basename(path) === 'build.json'

/** Makes the package of the program as it is published - the bundle, the web UI and nothing else - of what is in dist/, and answers the bytes of its modules. */
export function buildProgram(out = PROGRAM_DIST): number {
  const next = `${out}.${process.pid}`
  try {
    mkdirSync(next, { recursive: true })
    cpSync(BUILT, next, { recursive: true, filter: (path) => !isOurs(path) })
    writeFileSync(join(next, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)
    cpSync(join(root, 'packages/cli/bin'), next, { recursive: true })
    for (const file of ['README.md', 'LICENSE']) cpSync(join(root, file), join(next, file))
    rmSync(out, { recursive: true, force: true })
    renameSync(next, out)
  } finally {
    rmSync(next, { recursive: true, force: true })
  }
  return readdirSync(out).reduce((sum, name) => (name.endsWith('.js') ? sum + statSync(join(out, name)).size : sum), 0)
}

/** Everything is bundled, so that there are no dependencies; Node is what `npm start` needs. */
function manifest(): object {
  const read = (folder: string): Readonly<Record<string, unknown>> =>
    JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>
  const { name, version, license, type, bin } = read('packages/cli')
  const programs = Object.keys(bin as Readonly<Record<string, string>>)
  return {
    name,
    version,
    description: read('.')['description'],
    license,
    type,
    bin: Object.fromEntries(programs.map((program) => [program, './tailrace.mjs'])),
    engines: { node: '>=22.13' },
    files: ['*.js', '*.mjs', 'schema', 'ui'],
  }
}
