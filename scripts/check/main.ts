import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { missing, readReference, routesOf, type ReferenceEndpoint } from '../endpoints/reference.ts'
import { served } from '../endpoints/served.ts'
import type { Finding, Project } from './graph.ts'
import { layers } from './layers.ts'
import { undocumented } from './flags.ts'
import { oldWords } from './language.ts'
import { deadLinks } from './links.ts'
import { readProject } from './read-project.ts'
import { unused } from './unused.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Outcome {
  readonly ok: boolean
  /** What is wrong, or what is worth knowing although all is well. */
  readonly text: string
}

/** Brings generated pages up to date instead of refusing them. */
const WRITE = process.argv.includes('--write')

/** What prettier looks at; recorded and generated files keep their own form. */
const FORMATTED = ['**/*.{ts,tsx,mjs}', '*.md', 'docs/**/*.md', '.oxlintrc.json', '!bench/results.md']

let project: Project | undefined
const read = (): Project => (project ??= readProject(root))

// `endpoints` loads modules of the product, late: one that does not load fails this check alone.
const CHECKS: Readonly<Record<string, () => Promise<Outcome>>> = {
  types: () => tool('tsc', '-p', 'tsconfig.json'),
  'ui types': () => tool('tsc', '-p', 'packages/ui/tsconfig.json'),
  lint: () => tool('oxlint', '--deny-warnings'),
  format: () => tool('prettier', '--check', '--log-level=warn', '--cache', '--cache-location=.cache/prettier', ...FORMATTED),
  layers: () => findings(layers(read())),
  unused: () => findings(unused(read())),
  links: () => findings(deadLinks(root)),
  language: () => findings(oldWords(root)),
  flags: async () => findings(undocumented(root, await help())),
  endpoints: async () =>
    findings([...(await (await import('../endpoints/generated.ts')).checkGenerated(root, read(), WRITE)), ...(await endpointMap())]),
  sdk: async () => findings(await (await import('../sdk/reference.ts')).checkSdkReference(root, WRITE)),
  reference: () => againstReference(readReference(root)),
}

const endpointMap = async () => (await import('../endpoints/map.ts')).checkEndpointMap(root, read(), WRITE)

/** Fails for what of CORE is missing; of the other tiers it tells how much is to come, and asked alone, what. */
async function againstReference(reference: readonly ReferenceEndpoint[]): Promise<Outcome> {
  const gaps = missing(reference, await served(root, reference.flatMap(routesOf)))
  const core = gaps.filter(({ tier }) => tier === 'CORE')
  const rest = Map.groupBy(
    gaps.filter(({ tier }) => tier !== 'CORE'),
    ({ tier, group }) => `${tier} ${group}`,
  )
  const details = process.argv.slice(2).join() === 'reference'
  const later = [...rest].map(
    ([group, members]) => `  ${group}: ${details ? members.map(({ route }) => `\n    ${route}`).join('') : members.length}`,
  )
  const text = [...core.map(({ route }) => `missing: ${route}`), 'not yet, beyond CORE:', ...later]
  return { ok: core.length === 0, text: text.join('\n') }
}

function help(): Promise<string> {
  const program = join(root, 'packages', 'cli', 'src', 'main.ts')
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, 'server', '--help'], (error, text) => (error ? reject(error) : resolve(text)))
  })
}

/** Runs a tool of node_modules and keeps what it prints. */
function tool(name: string, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(join(root, 'node_modules', '.bin', name), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.on('error', (error) => resolve({ ok: false, text: error.message }))
    child.on('close', (code) => resolve({ ok: code === 0, text: code === 0 ? '' : text.trimEnd() }))
  })
}

async function findings(found: readonly Finding[]): Promise<Outcome> {
  const lines = found.map(({ file, line, what }) => `${file}${line === undefined ? '' : `:${line}`}: ${what}`)
  return { ok: lines.length === 0, text: lines.join('\n') }
}

/** Runs the checks of the given names side by side, prints each with what it found, and a last line with the counts. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !(name in CHECKS))
  if (unknown.length > 0) {
    console.error(`There is no check ${unknown.join(', ')}; there are ${Object.keys(CHECKS).join(', ')}.`)
    process.exitCode = 1
    return
  }
  const wanted = Object.entries(CHECKS).filter(([name]) => names.length === 0 || names.includes(name))
  const outcomes = await Promise.all(
    wanted.map(async ([name, run]) => {
      const started = performance.now()
      const { ok, text } = await Promise.resolve()
        .then(run)
        .catch((error: unknown) => ({
          ok: false,
          text: error instanceof Error ? `${error.stack}` : String(error),
        }))
      console.log(
        `${ok ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)${text === '' ? '' : `\n${text}`}`,
      )
      return ok
    }),
  )
  const failed = outcomes.filter((ok) => !ok).length
  console.log(`${outcomes.length - failed} passed, ${failed} failed, 0 skipped`)
  process.exitCode = failed === 0 ? 0 : 1
}

await main(process.argv.slice(2).filter((argument) => argument !== '--write'))
