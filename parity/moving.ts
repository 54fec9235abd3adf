import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import type { Dialect, Places } from './databases.ts'
import { CLIENTS, runPython } from './python.ts'
import { PROJECT, findPython } from './reference.ts'
import { at, differences } from './replay/compare.ts'
import type { Report } from './report.ts'
import { type Kind, type Place, type Server, startServer } from './servers.ts'

/** Runs of the file store that is taken in, and of the server that is copied. */
const STORED = 1000
const COPIED = 40
/** Of this many runs one is compared with every point and file. */
const EVERY = 20
/** ms that taking the file store in may take: it takes a few seconds, on a machine that does nothing else. */
const IMPORT_LIMIT = 60_000

/**
 * Moving in and out loses nothing: a file store of MLflow is taken in, and what a server of MLflow has is copied into a
 * database of Tailrace, and from there back into another server of MLflow. the Python client sees the same everywhere.
 */
export async function movingPart(places: Places, report: Report): Promise<void> {
  const found = findPython('3.17')
  if ('missing' in found) return report.skip('moving', found.missing)
  const proof = new Proof(places, report, found.python)
  await Promise.all([proof.takeIn(), proof.copyBack()])
}

class Proof {
  readonly #places: Places
  readonly #report: Report
  readonly #python: string

  constructor(places: Places, report: Report, python: string) {
    this.#places = places
    this.#report = report
    this.#python = python
  }

  /** A file store into the first kind of database. */
  async takeIn(): Promise<void> {
    const store = `${this.#places.scratch('moving')}/mlruns`
    if (!(await this.#client('moving_fill.py', `file://${store}`, String(STORED)))) return
    const before = await this.#dump(`file://${store}`)
    const [dialect = 'sqlite'] = this.#places.dialects
    const place = await this.#fresh(dialect)
    if (!place) return
    const started = Date.now()
    const artifacts = ['--artifacts', 'copy', '--artifacts-destination', place.artifacts]
    if (!(await this.#tailrace('import', store, '--to', place.database, ...artifacts))) return
    const took = Date.now() - started
    if (took > IMPORT_LIMIT) this.#report.fail(`moving ${dialect}: import of ${STORED} runs`, `it took ${took} ms`)
    await this.#served('tailrace', place, async ({ url }) => this.#compare(`file store into ${dialect}`, before, await this.#dump(url)))
  }

  /** A server of MLflow into the last kind of database, and on into another server of MLflow; and again, when nothing is left to do. */
  async copyBack(): Promise<void> {
    const dialect = this.#places.dialects.at(-1) ?? 'sqlite'
    const [first, between, last] = [await this.#fresh('sqlite'), await this.#fresh(dialect), await this.#fresh('sqlite')]
    if (!first || !between || !last) return
    await this.#served('original', first, async (from) => {
      if (!(await this.#client('moving_fill.py', from.url, String(COPIED)))) return
      const before = await this.#dump(from.url)
      const copy = ['copy', from.url, between.database, '--to-artifacts', between.artifacts]
      if (!(await this.#tailrace(...copy))) return
      await this.#again(...copy)
      await this.#served('tailrace', between, async (through) => {
        this.#compare(`original into ${dialect}`, before, await this.#dump(through.url))
        await this.#back(through, last, before)
      })
    })
  }

  async #back(through: Server, last: Place, before: unknown): Promise<void> {
    await this.#served('original', last, async (to) => {
      if (!(await this.#tailrace('copy', through.url, to.url))) return
      this.#compare('and back into MLflow', before, await this.#dump(to.url))
      await this.#again('copy', through.url, to.url)
    })
  }

  async #served(kind: Kind, place: Place, work: (server: Server) => Promise<void>): Promise<void> {
    const server = await startServer(kind, place, this.#python)
    try {
      await work(server)
    } finally {
      await server.stop()
    }
  }

  async #fresh(dialect: Dialect): Promise<Place | undefined> {
    const place = await this.#places.fresh('moving', dialect)
    if (typeof place !== 'string') return place
    this.#report.skip(`moving ${dialect}`, place)
    return undefined
  }

  async #client(script: string, ...args: readonly string[]): Promise<boolean> {
    const environment = { MLFLOW_ALLOW_FILE_STORE: 'true' }
    const { code, err } = await runPython(this.#python, [join(CLIENTS, script), ...args], this.#places.folder, environment)
    if (code !== 0) this.#report.fail(`moving: ${script} ${args[0]}`, err.slice(-1500))
    return code === 0
  }

  /** What the Python client sees there. */
  async #dump(uri: string): Promise<unknown> {
    const file = join(this.#places.scratch('moving'), 'dump.json')
    return (await this.#client('moving_dump.py', uri, file, String(EVERY))) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  }

  #compare(name: string, before: unknown, after: unknown): void {
    if (before === undefined || after === undefined) return
    const found = differences(before, after)
    const count = (kind: string): string => `${Object.keys(at(after, kind) ?? {}).length} ${kind}`
    if (found.length > 0) this.#report.fail(`moving: ${name}`, found.slice(0, 40).join('\n'))
    else this.#report.pass(1, `moving: ${name} (${['experiments', 'runs', 'models', 'registry'].map(count).join(', ')})`)
  }

  /** Runs our program; what it left out is a failure. */
  async #tailrace(...args: readonly string[]): Promise<boolean> {
    const { code, out } = await run(args, this.#places.folder)
    if (code !== 0) this.#report.fail(`moving: ${args.join(' ')}`, out.slice(-1500))
    return code === 0
  }

  /** A second time finds nothing to do. */
  async #again(...args: readonly string[]): Promise<void> {
    const { code, out } = await run([...args], this.#places.folder)
    if (code === 0 && out.includes('Nothing was new')) this.#report.pass(1, `moving: ${args[0]} again`)
    else this.#report.fail(`moving: ${args.join(' ')} again`, out.slice(-1500))
  }
}

function run(args: readonly string[], cwd: string): Promise<{ code: number | null; out: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MLFLOW_')))
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(PROJECT, 'packages', 'cli', 'src', 'main.ts'), ...args], { cwd, env })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.once('close', (code) => resolve({ code, out }))
  })
}
