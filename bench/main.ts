import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Bench, type SideName, noteFailure } from './bench.ts'
import { hasOwnNetwork, runInOwnNetwork } from './network.ts'
import { type Options, USAGE, readOptions } from './options.ts'
import { CACHE, ROOT, originalPython } from './paths.ts'
import { report } from './report.ts'
import { ROWS } from './rows/index.ts'
import { startAll } from './rows/start.ts'
import { FULL, LARGE, SMALL } from './seed-runs.ts'
import { type Seed, ensureSeed, seedFile } from './seed.ts'
import { type Program, Server, buildTailrace, tailraceEntry } from './servers.ts'
import { readSection } from './ui/section.ts'

const WORK = path.join(CACHE, 'work')

/** Runs the bench and returns its exit code: 0, or 1 when a side refused something or the two answered differently. */
async function main(options: Options): Promise<number> {
  const begin = performance.now()
  const seed = ensureSeed(options.small ? SMALL : options.large ? LARGE : FULL)
  const bench = makeBench(options, seed)
  const stop = async (): Promise<void> => {
    await Promise.all(bench.sides.map((side) => side.server.stop()))
    rmSync(WORK, { recursive: true, force: true })
  }
  const interrupt = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupt.abort()
      void stop().then(() => process.exit(130))
    })
  }
  try {
    await startAll(bench, !wanted(options, 'start'))
    for (const row of ROWS.filter(({ id, notLarge = false }) => wanted(options, id, notLarge))) {
      if (interrupt.signal.aborted) break
      process.stderr.write(`${row.id} (${Math.round((performance.now() - begin) / 1000)} s)\n`)
      await row.run(bench).catch((error: unknown) => noteFailure(bench, row.id, 'both', error))
    }
  } finally {
    await stop()
  }
  if (interrupt.signal.aborted) return 130
  const facts = { command: commandLine(), names: names(options), seconds: (performance.now() - begin) / 1000 }
  const file = reportFile(options)
  // The figures of the web UI are measured by a run of their own and stay.
  const text = [report(bench, facts), readSection(file)].filter(Boolean).join('\n')
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  process.stdout.write(`${text}\nWritten to ${path.relative(process.cwd(), file)}\n`)
  return bench.failures.some(({ side }) => side !== 'original') ? 1 : 0
}

function makeBench(options: Options, seed: Seed): Bench {
  const programs: [SideName, Program][] = [['tailrace', options.against]]
  if (options.reference) programs.unshift(['original', 'original'])
  if (programs.some(([, program]) => program === 'tailrace')) buildTailrace()
  rmSync(WORK, { recursive: true, force: true })
  const sides = programs.map(([name, program], at) => {
    const server = new Server(program, path.join(WORK, name), options.port + at)
    execFileSync('cp', ['--reflink=auto', seedFile(seed.size), path.join(server.directory, 'mlflow.db')])
    mkdirSync(path.join(server.directory, 'artifacts'))
    return { name, server }
  })
  const { small, large } = options
  return { seed, small, large, sides, canAcknowledgeQuickly: hasOwnNetwork(), findings: [], details: [], failures: [] }
}

function wanted({ only, large }: Options, id: string, notLarge = false): boolean {
  return only.length === 0 ? !(large && notLarge) : only.includes(id)
}

/** Whole comparisons, full-size and large, are the record in the repository; everything else goes to the cache. */
function reportFile({ out, small, large, only, reference, against }: Options): string {
  if (out !== undefined) return path.resolve(out)
  const isRecord = !small && only.length === 0 && reference && against === 'tailrace'
  return isRecord ? path.join(import.meta.dirname, large ? 'results-large.md' : 'results.md') : path.join(CACHE, 'last.md')
}

function names({ against, reference }: Options): Record<SideName, string> {
  const tailrace = `\`node ${path.relative(ROOT, tailraceEntry())} server\` at ${revision()}`
  return { original: reference ? originalName() : 'not measured', tailrace: against === 'original' ? 'MLflow again' : tailrace }
}

function originalName(): string {
  const print = 'import importlib.metadata as m; print(m.version("mlflow"))'
  const version = execFileSync(originalPython(), ['-c', print], { encoding: 'utf8' })
  return `mlflow ${version.trim()} as it comes (4 workers), without job runners`
}

function revision(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'an unknown revision'
  }
}

function commandLine(): string {
  return ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ')
}

/** Reads the command line, then goes on in a network namespace of its own where the machine allows one. */
async function run(): Promise<number> {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  const options = readOptions(process.argv.slice(2))
  const unknown = options.only.filter((id) => id !== 'start' && !ROWS.some((row) => row.id === id))
  if (unknown.length > 0) throw new Error(`--only knows start, ${ROWS.map(({ id }) => id).join(', ')}; not ${unknown.join(', ')}`)
  const code = hasOwnNetwork() ? undefined : await runInOwnNetwork()
  return code ?? main(options)
}

try {
  process.exitCode = await run()
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
