import { maskSecrets } from '@tailrace/contract'
import { arch, platform, release } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { printJson } from '../output/json.ts'
import { paint } from '../output/color.ts'
import { print, shown } from '../output/text.ts'
import type { Check } from '../doctor/checks.ts'
import { trackingUri } from '../tracking.ts'
import { VERSION } from '../version.ts'
import { jsonOption } from './options.ts'

interface DoctorFlags {
  artifactsDestination?: string
  maskEnvs?: true
  json?: true
}

/** Adds `doctor`. */
export function addDoctorCommands(program: Command): void {
  program
    .command('doctor')
    .description('Say what is here, and look for what is wrong with the database, the files or the server. Exit code 1 when something is.')
    .option('--artifacts-destination <location>', 'folder of the artifacts that the server proxies (env: MLFLOW_ARTIFACTS_DESTINATION)')
    .option('--mask-envs', 'show no values of environment variables; those of passwords and tokens are never shown')
    .addOption(jsonOption())
    .action(examine)
}

async function examine({ artifactsDestination, maskEnvs, json }: DoctorFlags): Promise<void> {
  const { REFERENCE_VERSION } = await import('@tailrace/server')
  const uri = trackingUri()
  const facts = {
    'System information': `${platform()} ${release()} ${arch()}`,
    'Node version': process.versions.node,
    'Tailrace version': VERSION,
    'MLflow version': REFERENCE_VERSION,
    'Tailrace module location': fileURLToPath(new URL('..', import.meta.url)),
    'Tracking URI': maskSecrets(uri),
    'Registry URI': maskSecrets(process.env.MLFLOW_REGISTRY_URI || uri),
  }
  const environment = environmentOf(maskEnvs === true)
  const checks = await checksOf(uri, artifactsDestination || process.env.MLFLOW_ARTIFACTS_DESTINATION || undefined)
  if (checks.some(({ ok }) => !ok)) process.exitCode = 1
  if (json) return printJson({ facts, environment, checks })
  for (const [name, value] of Object.entries(facts)) print(`${name}: ${shown(value)}`)
  print('MLflow environment variables: ')
  for (const [name, value] of Object.entries(environment)) print(`  ${name}: ${shown(value)}`)
  print('Checks: ')
  for (const check of checks) printCheck(check)
}

async function checksOf(uri: string, destination: string | undefined): Promise<Check[]> {
  if (/^https?:/i.test(uri)) return (await import('../doctor/check-server.ts')).checkServer(uri)
  return (await import('../doctor/check-database.ts')).checkDatabase(uri, destination)
}

/** Variables of MLflow and Tailrace, by name. */
function environmentOf(mask: boolean): Record<string, string> {
  const names = Object.keys(process.env)
    .filter((name) => /^(MLFLOW|TAILRACE)_/.test(name))
    .toSorted()
  const isSecret = (name: string): boolean => /PASSWORD|TOKEN|SECRET|PASSPHRASE|_KEY$/.test(name)
  return Object.fromEntries(names.map((name) => [name, mask || isSecret(name) ? '***' : maskSecrets(process.env[name] ?? '')]))
}

function printCheck({ name, ok, found, mend }: Check): void {
  print(`  ${ok ? paint('good', 'ok   ') : paint('bad', 'wrong')} ${name}: ${shown(found)}`)
  if (mend !== undefined) print(`        mend: ${shown(mend)}`)
}
