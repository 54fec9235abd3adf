import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Places } from '../databases.ts'
import { CLIENTS, runPython } from '../python.ts'
import { findPython } from '../reference.ts'
import type { Report } from '../report.ts'
import { type Kind, type Place, startServer } from '../servers.ts'
import { type Side, difference } from './compare.ts'
import { type Ended, type Program, openProgram } from './programs.ts'
import { STEPS, type Step } from './steps.ts'

/** The same walk of commands by MLflow and by ours, on a server and on a SQLite database; each has a copy of the same data. */
export async function cliWalkPart(places: Places, report: Report, against: Kind): Promise<void> {
  const found = findPython('3.17')
  if ('missing' in found) return report.skip('cli', found.missing)
  const seed = join(places.scratch('cli-seed'), 'seed.db')
  const seeded = await runPython(found.python, [join(CLIENTS, 'seed_cli.py'), `sqlite:///${seed}`], dirname(seed))
  if (seeded.code !== 0) return report.fail('cli: the data', seeded.err.slice(-900))
  for (const way of ['server', 'sqlite'] as const) {
    const sides = await Promise.all([
      openSide(places, found.python, seed, way, 'original', 'original'),
      openSide(places, found.python, seed, way, against, against),
    ])
    try {
      await walk(`cli ${way}`, sides, report)
    } finally {
      await Promise.all(sides.map((side) => side.close()))
    }
  }
}

interface Open extends Side {
  readonly kept: Map<string, string>
  readonly program: Program
  close(): Promise<void>
}

async function openSide(
  places: Places,
  python: string,
  seed: string,
  way: 'server' | 'sqlite',
  server: Kind,
  program: Kind,
): Promise<Open> {
  const place = await places.fresh(`cli-${way}-${program}`, 'sqlite')
  if (typeof place === 'string') throw new Error(place)
  copyFileSync(seed, join(dirname(place.log), 'mlflow.db'))
  const folder = join(dirname(place.log), 'work')
  fillFolder(folder)
  const { url, stop } = way === 'server' ? await startServer(server, place, python) : direct(place)
  const made = openProgram(program, python, folder, url)
  const close = async (): Promise<void> => {
    made.close()
    await stop()
  }
  return { folder, trackingUri: url, kept: new Map(), program: made, close }
}

const direct = ({ database }: Place): { url: string; stop: () => Promise<void> } => ({ url: database, stop: async () => {} })

function fillFolder(folder: string): void {
  mkdirSync(join(folder, 'folder', 'in'), { recursive: true })
  writeFileSync(join(folder, 'a.txt'), 'hello\n')
  writeFileSync(join(folder, 'folder', 'b c.txt'), '1')
  writeFileSync(join(folder, 'folder', 'in', 'd.bin'), new Uint8Array([0, 255]))
}

async function walk(name: string, sides: readonly [Open, Open], report: Report): Promise<void> {
  let passed = 0
  for (const step of STEPS) {
    const [original, ours] = await Promise.all(sides.map((side) => take(step, side)))
    if (!original || !ours) continue
    const wrong = difference(step, [original, ours], sides)
    if (wrong === undefined) passed += 1
    else report.fail(`${name}: ${step.words.join(' ')}`, wrong)
  }
  report.pass(passed, `${name}: ${passed} of ${STEPS.length} commands end and say the same`)
}

async function take(step: Step, side: Open): Promise<Ended> {
  const filled = (text: string): string => text.replaceAll(/\$(\w+)/g, (_match, key: string) => side.kept.get(key) ?? `missing-${key}`)
  const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([key, value]) => [key, filled(value)]))
  const ended = await side.program.run(step.words.map(filled), env)
  const [key, pattern] = step.keep ?? ['', undefined]
  const value = pattern?.exec(ended.out)?.[1]
  if (value !== undefined) side.kept.set(key, value)
  return ended
}
