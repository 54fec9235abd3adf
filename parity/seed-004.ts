import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Places } from './databases.ts'
import { CLIENTS, runPython, type Ran } from './python.ts'
import { findPython, type Release } from './reference.ts'
import type { Report } from './report.ts'
import { inOneFolder, withoutServer } from './seed-in-one-folder.ts'
import { isFree, startServer, type Kind } from './servers.ts'
import { countSteps } from './steps.ts'

/** The address that the tutorial's scripts name themselves. */
const URI = 'http://localhost:5000'
const PORT = 5000
const SCRIPTS = join(import.meta.dirname, 'seed-scripts')
const RELEASES = ['2.22', '3.4'] as const satisfies readonly Release[]

/**
 * Runs the tutorial's four scripts, unchanged, with the clients 2.22 and 3.4 against a fresh server on port 5000, and checks what they leave; then
 * to the letter in one folder, and without a server that is started afterwards.
 */
export async function seedPart(places: Places, report: Report, against: Kind): Promise<void> {
  for (const release of RELEASES) await seed(release, places, report, against)
  if (against === 'original') return
  for (const release of ['3.4', '3.17'] as const) await inOneFolder(release, places, report)
  for (const release of ['2.22', '3.4', '3.17'] as const) await withoutServer(release, places, report)
}

async function seed(release: Release, places: Places, report: Report, against: Kind): Promise<void> {
  const name = `seed ${release}`
  const found = findPython(release)
  const original = findPython('3.17')
  if ('missing' in found) return report.skip(name, found.missing)
  if (against === 'original' && 'missing' in original) return report.skip(name, original.missing)
  if (!(await isFree(PORT)))
    return report.fail(name, `port ${PORT} is taken; the scripts name ${URI} themselves, so end what listens there`)
  const place = await places.fresh(`seed-${release}`, 'sqlite')
  if (typeof place === 'string') return report.skip(name, place)
  const server = await startServer(against, { ...place, port: PORT }, 'python' in original ? original.python : '')
  try {
    await scripts(name, found.python, places.scratch(`seed-${release}`), report)
  } finally {
    await server.stop()
  }
}

/** The way a reader of the tutorial goes: train, track, compare, then load the best run's model. */
async function scripts(name: string, python: string, folder: string, report: Report): Promise<void> {
  // The first script calls set_experiment before set_tracking_uri, the others never set it: the variable says where the server is.
  const environment = { MLFLOW_TRACKING_URI: URI }
  const run = async (script: string): Promise<Ran> => {
    copyFileSync(join(SCRIPTS, script), join(folder, script))
    return runPython(python, [script], folder, environment)
  }
  const say = (script: string, ran: Ran, wrong: string | undefined): void => {
    if (ran.code !== 0) report.fail(`${name} ${script}`, `ended with ${ran.code}\n${ran.err.slice(-900)}`)
    else if (wrong !== undefined) report.fail(`${name} ${script}`, `${wrong}\n${ran.out}`)
    else report.pass(1, `${name} ${script}`)
  }
  const train = await run('train_with_mlflow.py')
  const ids = [...train.out.matchAll(/^Run ID: ([0-9a-f]{32})$/gm)].map((match) => match[1] ?? '')
  say(
    'train_with_mlflow.py',
    train,
    new Set(ids).size === 4 && train.out.includes('Best Model:') ? undefined : 'four runs and a best model were not printed',
  )
  say('advanced_tracking.py', await run('advanced_tracking.py'), undefined)
  const compare = await run('compare_runs.py')
  const best = /Best Run: ([0-9a-f]{32})/.exec(compare.out)?.[1] ?? ''
  const rows = compare.out.split('\n').filter((line) => /^[0-9a-f]{8} /.test(line))
  const compared = ids.includes(best) && rows.length === 4 && rows[0]?.startsWith(best.slice(0, 8))
  say('compare_runs.py', compare, compared ? undefined : 'the four runs, the best one first, were not printed')
  const scratch = join(folder, 'check')
  mkdirSync(scratch)
  const check = await runPython(python, [join(CLIENTS, 'seed_check.py'), URI, scratch], folder, environment)
  countSteps(check, `${name} seed_check.py`, report)
  if (!check.out.includes(`best ${best}`))
    report.fail(`${name} compare_runs.py`, `it named ${best}, the client finds ${/best \w*/.exec(check.out)?.[0]}`)
  say('load_model.py', ...(await load(python, folder, best, environment)))
}

async function load(python: string, folder: string, best: string, environment: Record<string, string>): Promise<[Ran, string | undefined]> {
  const text = readFileSync(join(SCRIPTS, 'load_model.py'), 'utf8').replace('your_run_id_here', best)
  writeFileSync(join(folder, 'load_model.py'), text)
  const ran = await runPython(python, ['load_model.py'], folder, environment)
  return [
    ran,
    /^Prediction: 0$/m.test(ran.out) && /^Actual: 0$/m.test(ran.out) ? undefined : 'it did not predict the class of the first flower',
  ]
}
