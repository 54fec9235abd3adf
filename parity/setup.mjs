// Makes the virtual environments with the Python clients: node parity/setup.mjs [3.17] [2.22] [3.4]
// Runs on any Node from 20 on. An environment that is complete is left as it is, so that a second run costs nothing.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const variables = { 3.17: 'TAILRACE_MLFLOW_3', 2.22: 'TAILRACE_MLFLOW_2', 3.4: 'TAILRACE_MLFLOW_34' }
const wanted = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['3.17', '2.22', '3.4']
const strict = process.env.TAILRACE_NO_SKIP === '1'

/** Why no environment can be made here, or undefined. */
function obstacle() {
  const python = spawnSync('python3', ['-c', 'import sys, venv, ensurepip; print(*sys.version_info[:2], sep=".")'], { encoding: 'utf8' })
  if (python.error) return 'there is no python3'
  if (python.status !== 0) return `python3 has no venv module (Debian: apt-get install python3-venv)`
  const [major, minor] = python.stdout.trim().split('.').map(Number)
  // mlflow 3.17 needs 3.10; the pinned numpy and scipy have wheels from 3.11 on.
  if (major !== 3 || minor < 11) return `python3 is ${python.stdout.trim()}, the pinned packages need 3.11 or newer`
  return undefined
}

function make(release) {
  const variable = variables[release]
  if (!variable) throw new Error(`unknown release ${release}; known: ${Object.keys(variables).join(', ')}`)
  if (process.env[variable]) return console.log(`mlflow ${release}: ${variable} names ${process.env[variable]}`)
  const folder = join(here, '..', '.cache', 'python', `mlflow-${release}`)
  const requirements = join(here, `requirements-mlflow-${release}.txt`)
  const stamp = join(folder, '.requirements.sha256')
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return console.log(`mlflow ${release}: ready in ${folder}`)
  console.log(`mlflow ${release}: installing into ${folder}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(dirname(folder), { recursive: true })
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' })
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', '-r', requirements]
  execFileSync(join(folder, 'bin', 'python'), pip, { stdio: 'inherit' })
  writeFileSync(stamp, hash)
}

const why = obstacle()
if (why) {
  console.log(`skipped: ${why}; the parity checks with the Python client (walk, replay, two-way, seed) will be skipped`)
  process.exitCode = strict ? 1 : 0
} else {
  for (const release of wanted) make(release)
}
