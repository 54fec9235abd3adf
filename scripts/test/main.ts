import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OUTSIDE_FILE, REPORT_FILE } from '@tailrace/testing'
import { countsOfOutput, countsOfVitest, sum, summary, troublesOfVitest, type Counts, type VitestReport } from './counts.ts'
import { stream } from './stream.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Says that a skip is a failure; set where everything has to be there. */
const strict = process.env['TAILRACE_NO_SKIP'] === '1'

interface Part {
  readonly counts: Counts
  /** Lines in which the part says what it left out and why. */
  readonly skips: readonly string[]
  /** Lines that name the tests that failed or were left out, for those who see only the end of the output. */
  readonly troubles?: readonly string[]
}

/** The parts in the order in which they run. Each takes the arguments that follow its name. */
const PARTS: Readonly<Record<string, (args: readonly string[]) => Promise<Part>>> = { check, unit, trials, parity, e2e }

async function check(args: readonly string[]): Promise<Part> {
  const { exitCode, lastLine, skips } = await stream(root, process.execPath, ['scripts/check.mjs', ...args])
  return { counts: countsOfOutput(lastLine, exitCode), skips }
}

/** Units, store and server: on SQLite and on a real PostgreSQL; the SDK also beside MLflow, whose environment is made first where it is missing. */
async function unit(args: readonly string[]): Promise<Part> {
  const setup = await stream(root, process.execPath, ['parity/setup.mjs', '3.17'])
  const part = await vitest('unit', ['--exclude=trials/**', ...args])
  return { ...part, skips: [...setup.skips, ...part.skips] }
}

/** Kills and races: minutes rather than seconds. */
function trials(args: readonly string[]): Promise<Part> {
  return vitest('trials', ['trials/', ...args])
}

async function vitest(name: string, args: readonly string[]): Promise<Part> {
  const [report, outside] = [`${name}.json`, `${name}-outside.json`].map((file) => join(root, '.cache', 'test', file)) as [string, string]
  mkdirSync(join(report, '..'), { recursive: true })
  rmSync(report, { force: true })
  rmSync(outside, { force: true })
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  Object.assign(process.env, { [REPORT_FILE]: report, [OUTSIDE_FILE]: outside })
  const { exitCode, skips } = await stream(root, process.execPath, [program, 'run', ...args])
  const said = readJson<VitestReport>(report)
  const counts = countsOfVitest(said, exitCode)
  const troubles = troublesOfVitest(said, strict).map((line) => line.replace(root, './'))
  troubles.push(...(readJson<string[]>(outside) ?? []))
  if (counts.failed > 0 && troubles.length === 0) troubles.push(`failed: it ended with ${exitCode} after tests that passed`)
  return { counts, skips, troubles }
}

function readJson<Content>(file: string): Content | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Content
  } catch {
    return undefined
  }
}

/** The Python client against the server, and MLflow beside it. Makes the clients' environments first where they are missing. */
async function parity(args: readonly string[]): Promise<Part> {
  const setup = await stream(root, process.execPath, ['parity/setup.mjs'])
  // The page at / is among what is compared.
  await stream(root, process.execPath, ['scripts/build-ui.mjs', '--stale'])
  const { exitCode, lastLine, skips } = await stream(root, process.execPath, ['parity/main.ts', ...args])
  const ready = setup.exitCode === 0 ? [] : [`skip parity: the Python environments could not be made, see above`]
  return { counts: countsOfOutput(lastLine, exitCode), skips: [...setup.skips, ...ready, ...skips] }
}

/** Pages in a real browser, over data that the Python client logged. */
async function e2e(args: readonly string[]): Promise<Part> {
  const setup = await stream(root, process.execPath, ['parity/setup.mjs', '3.17'])
  const part = await vitest('e2e', ['--config=packages/ui/e2e/vitest.config.ts', ...args])
  return { ...part, skips: [...setup.skips, ...part.skips] }
}

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name !== undefined && !(name in PARTS)) {
    console.error(`There is no part ${name}; there are ${Object.keys(PARTS).join(', ')}.`)
    process.exitCode = 1
    return
  }
  const ended: [name: string, part: Part][] = []
  for (const [part, run] of Object.entries(PARTS)) {
    if (name !== undefined && name !== part) continue
    console.log(`\n== ${part}`)
    ended.push([part, await run(args)])
  }
  console.log('')
  for (const skip of new Set(ended.flatMap(([, part]) => part.skips))) console.log(skip)
  for (const [part, { troubles = [] }] of ended) for (const trouble of troubles) console.log(`${part} ${trouble}`)
  for (const [part, { counts }] of ended) console.log(`${part}: ${summary(counts)}`)
  const total = sum(
    ended.map(([, part]) => part.counts),
    strict,
  )
  if (strict && ended.some(([, part]) => part.counts.skipped > 0)) console.log('TAILRACE_NO_SKIP=1: what was skipped counts as failed')
  console.log(summary(total))
  process.exitCode = total.failed === 0 ? 0 : 1
}

await main(process.argv.slice(2))
