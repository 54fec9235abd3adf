import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Finding, Project } from './graph.ts'
import { layers } from './layers.ts'
import { deadLinks } from './links.ts'
import { readProject } from './read-project.ts'
import { unused } from './unused.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Outcome {
  readonly ok: boolean
  readonly text: string
}

/** What prettier looks at; recorded and generated files keep their own form. */
const FORMATTED = ['**/*.{ts,tsx,mjs}', '*.md', 'docs/**/*.md', '.oxlintrc.json', '!docs/endpoints.md', '!bench/results.md']

let project: Project | undefined
const read = (): Project => (project ??= readProject(root))

const CHECKS: Readonly<Record<string, () => Promise<Outcome>>> = {
  types: () => tool('tsc', '-p', 'tsconfig.json'),
  lint: () => tool('oxlint', '--deny-warnings'),
  format: () => tool('prettier', '--check', '--log-level=warn', '--cache', '--cache-location=.cache/prettier', ...FORMATTED),
  layers: () => findings(layers(read())),
  unused: () => findings(unused(read())),
  links: () => findings(deadLinks(root)),
}

/** Runs a tool of node_modules and keeps what it prints. */
function tool(name: string, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(join(root, 'node_modules', '.bin', name), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.on('error', (error) => resolve({ ok: false, text: error.message }))
    child.on('close', (code) => resolve({ ok: code === 0, text: text.trimEnd() }))
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
      const { ok, text } = await run()
      console.log(
        `${ok ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)${ok || text === '' ? '' : `\n${text}`}`,
      )
      return ok
    }),
  )
  const failed = outcomes.filter((ok) => !ok).length
  console.log(`${outcomes.length - failed} passed, ${failed} failed, 0 skipped`)
  process.exitCode = failed === 0 ? 0 : 1
}

await main(process.argv.slice(2))
