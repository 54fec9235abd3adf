// Bundles the command line for `npm start` and for shipping: node scripts/build.mjs; with `package`: the package of the program with it, with `sdk`: that of the SDK, as they are published
// Code and dependencies become a few ES modules in dist/, which start several times faster than the sources (docs/decisions/0004).
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildUi, isUiStale } from './build-ui.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
export const DIST = join(root, 'dist')
const RECORD = join(DIST, 'build.json')

/** Programs and threads; a thread is found beside the module that starts it, so all of them lie flat in dist/. */
const ENTRIES = {
  main: 'packages/cli/src/main.ts',
  thread: 'packages/store/src/sqlite/thread.ts',
  'graphql-thread': 'packages/server/src/graphql/graphql-thread.ts',
  'body-thread': 'packages/store/src/postgres/body-thread.ts',
}

/** Data that the code reads from the folder `schema` beside itself. */
const SCHEMA = 'packages/store/src/migrations/schema'

/** Optional parts of dependencies that are looked for at run time and are not installed. */
const EXTERNAL = ['pg-native']

/** CommonJS dependencies ask for built-in modules by require and for their own place, which ES modules lack. */
const BANNER = `import { createRequire as tailraceRequire } from 'node:module';
import { fileURLToPath as tailracePath } from 'node:url';
const require = tailraceRequire(import.meta.url), __filename = tailracePath(import.meta.url), __dirname = tailracePath(new URL('.', import.meta.url));`

/** Whether dist/ is missing or was made from something else than what is there now. Looks at times and sizes, reads no source: a few ms. */
export const isStale = () => isBundleStale() || isUiStale()

/** Whether the bundle in dist/ is missing or was made from something else than what is there now. */
export function isBundleStale() {
  if (!existsSync(RECORD)) return true
  try {
    const record = JSON.parse(readFileSync(RECORD, 'utf8'))
    if (record.entries !== JSON.stringify(entries())) return true
    return Object.entries(record.inputs).some(([file, stamp]) => stampOf(file) !== stamp)
  } catch {
    return true
  }
}

/** Builds dist/. Files appear whole, entries last, so that a server that starts meanwhile finds the old ones or the new ones. */
export async function build() {
  const { build: bundle } = await import('esbuild')
  const result = await bundle({
    absWorkingDir: root,
    entryPoints: entries(),
    outdir: DIST,
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.13',
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    legalComments: 'none',
    external: EXTERNAL,
    banner: { js: BANNER },
    logLevel: 'warning',
  })
  mkdirSync(join(DIST, basename(SCHEMA)), { recursive: true })
  const schema = readdirSync(join(root, SCHEMA)).map((name) => `${SCHEMA}/${name}`)
  for (const file of schema) writeWhole(join(DIST, basename(SCHEMA), basename(file)), readFileSync(join(root, file)))
  const isEntry = (file) => Object.keys(ENTRIES).includes(basename(file.path, '.js'))
  for (const file of [...result.outputFiles.filter((f) => !isEntry(f)), ...result.outputFiles.filter(isEntry)]) {
    writeWhole(file.path, file.contents)
  }
  const sources = Object.keys(result.metafile.inputs).filter((file) => !file.includes('node_modules/'))
  const inputs = Object.fromEntries([...sources, ...schema, 'package-lock.json', 'scripts/build.mjs'].map((file) => [file, stampOf(file)]))
  writeWhole(RECORD, JSON.stringify({ entries: JSON.stringify(entries()), inputs }, null, 1))
  removeOthers(new Set([basename(RECORD), ...result.outputFiles.map((file) => basename(file.path))]))
  return result.outputFiles.reduce((sum, file) => (file.path.endsWith('.js') ? sum + file.contents.length : sum), 0)
}

function entries() {
  return Object.fromEntries(Object.entries(ENTRIES).filter(([name, file]) => name === 'main' || existsSync(join(root, file))))
}

function stampOf(file) {
  const { mtimeMs, size } = statSync(join(root, file))
  return `${mtimeMs} ${size}`
}

function writeWhole(path, contents) {
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, contents)
  renameSync(temporary, path)
}

function removeOthers(keep) {
  for (const name of readdirSync(DIST)) if (!keep.has(name) && /\.js(\.map)?$/.test(name)) rmSync(join(DIST, name), { force: true })
}

/** @param args `sdk`, `package`, `--for-start` (says what takes long before it begins, and no sizes) or nothing */
async function main(args) {
  if (args.includes('sdk')) {
    const { SDK_DIST, buildSdk } = await import('./sdk/build.ts')
    return report(relative(process.cwd(), SDK_DIST), true, buildSdk)
  }
  if (args.includes('--for-start')) return buildForStart()
  // Only what is stale, unless all is fresh: then somebody asked for a build.
  const isPackage = args.includes('package')
  const all = !isStale() && !isPackage
  await report(relative(process.cwd(), DIST) || DIST, all || isBundleStale(), build)
  await report('the web UI', existsSync(join(root, 'packages', 'ui')) && (all || isUiStale()), buildUi)
  if (isPackage) {
    const { PROGRAM_DIST, buildProgram } = await import('./program/build.ts')
    await report(relative(process.cwd(), PROGRAM_DIST), true, buildProgram)
  }
}

async function report(what, wanted, work) {
  if (!wanted) return
  const started = performance.now()
  const bytes = await work()
  console.log(`built ${what}: ${Math.round(bytes / 1024)} KiB in ${secondsSince(started)} s`)
}

/** The server's bundle takes a fraction of a second, the web UI some 20 s: whoever starts the server sees what it waits for. */
async function buildForStart() {
  if (isBundleStale()) await build()
  if (!isUiStale()) return
  const started = performance.now()
  const why = existsSync(join(DIST, 'ui', 'index.html')) ? 'its sources have changed' : 'first start only'
  console.error(`Building the web UI (${why}, some seconds) ...`)
  await buildUi()
  console.error(`Built the web UI in ${secondsSince(started)} s.`)
}

const secondsSince = (started) => ((performance.now() - started) / 1000).toFixed(1)

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2))
