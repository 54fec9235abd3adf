// Builds the web UI into dist/ui: node scripts/build-ui.mjs [--stale: only when it is missing or made from something else]
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
const FOLDER = join(root, 'packages', 'ui')
const OUT = join(root, 'dist', 'ui')
const RECORD = join(OUT, 'build.json')
/** What the UI is made of: folders are looked through, tests left out. */
const SOURCES = [
  'packages/ui/src',
  'packages/ui/index.html',
  'packages/ui/vite.config.ts',
  'packages/ui/class-names.config.ts',
  'packages/ui/icons.config.ts',
  'packages/ui/inline-ahead.config.ts',
  'packages/ui/mantine-variables.config.ts',
  'packages/ui/preact.config.ts',
  'packages/ui/tuples.config.ts',
  'packages/ui/uplot.config.ts',
  'packages/filter/src',
  'package-lock.json',
  'scripts/build-ui.mjs',
]

/** Whether there is a UI to build here and dist/ui is missing or made from something else. Reads no source. */
export function isUiStale() {
  if (!existsSync(FOLDER)) return false
  try {
    return readFileSync(RECORD, 'utf8') !== stamps()
  } catch {
    return true
  }
}

/** Builds dist/ui beside the old one and puts it in its place at the end. Returns the bytes of its scripts, uncompressed. */
export async function buildUi() {
  const record = stamps()
  const { build } = await import('vite')
  const next = `${OUT}.${process.pid}`
  // Under a test runner it would be `test`, and the libraries those for development.
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  try {
    await build({ root: FOLDER, logLevel: 'warn', build: { outDir: next } })
    const files = readdirSync(join(next, 'static-files')).map((name) => join(next, 'static-files', name))
    await Promise.all([...files.filter((file) => /\.(js|mjs|css|svg)$/.test(file)), join(next, 'index.html')].map(compress))
    const bytes = files.reduce((sum, file) => (/\.m?js$/.test(file) ? sum + statSync(file).size : sum), 0)
    writeFileSync(join(next, 'build.json'), record)
    mkdirSync(join(root, 'dist'), { recursive: true })
    rmSync(OUT, { recursive: true, force: true })
    renameSync(next, OUT)
    return bytes
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
    rmSync(next, { recursive: true, force: true })
  }
}

/** Writes the compressed copy that the server prefers; level 9 is within 3 % of the smallest and takes a tenth of its time. */
async function compress(file) {
  const text = readFileSync(file)
  writeFileSync(`${file}.br`, await promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
}

function stamps() {
  return SOURCES.flatMap((name) => (existsSync(join(root, name)) ? filesOf(name) : []))
    .map((file) => {
      const { mtimeMs, size } = statSync(join(root, file))
      return `${file} ${mtimeMs} ${size}`
    })
    .join('\n')
}

function filesOf(name) {
  if (!statSync(join(root, name)).isDirectory()) return [name]
  return readdirSync(join(root, name), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name) && !entry.parentPath.includes('corpus'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted()
}

if (process.argv[1] === fileURLToPath(import.meta.url) && (isUiStale() || !process.argv.includes('--stale'))) {
  const started = performance.now()
  const bytes = await buildUi()
  console.log(`built the web UI: ${Math.round(bytes / 1024)} KiB in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}
