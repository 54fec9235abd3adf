import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The releases of the Python client that Tailrace is proven against; the server of 3.17 is MLflow that it is compared with. */
export type Release = '3.17' | '2.22' | '3.4'

/** A Python that has one of those releases, or why there is none. */
export type Found = { readonly python: string } | { readonly missing: string }

/** The folder of the project. */
export const PROJECT = join(import.meta.dirname, '..')

const VARIABLE = { '3.17': 'TAILRACE_MLFLOW_3', '2.22': 'TAILRACE_MLFLOW_2', '3.4': 'TAILRACE_MLFLOW_34' } as const
const EXPECTED = { '3.17': /^3\.17\.2$/, '2.22': /^2\.22\./, '3.4': /^3\.4\./ } as const

/** The virtual environment that `node parity/setup.mjs` makes for a release. */
function environmentOf(release: Release): string {
  return join(PROJECT, '.cache', 'python', `mlflow-${release}`)
}

/**
 * Finds the Python of a release: the one that its environment variable names (TAILRACE_MLFLOW_3, TAILRACE_MLFLOW_2, TAILRACE_MLFLOW_34), else
 * the project's own virtual environment. A Python whose mlflow has another version counts as missing.
 */
export function findPython(release: Release): Found {
  const variable = VARIABLE[release]
  const python = process.env[variable] || join(environmentOf(release), 'bin', 'python')
  if (!existsSync(python))
    return { missing: `no Python with mlflow ${release}: run "node parity/setup.mjs" or set ${variable} (looked for ${python})` }
  try {
    const version = execFileSync(python, ['-c', 'from importlib.metadata import version; print(version("mlflow"))'], {
      encoding: 'utf8',
    }).trim()
    if (!EXPECTED[release].test(version)) return { missing: `${python} has mlflow ${version}, not ${release}` }
    return { python }
  } catch (error) {
    return { missing: `${python} cannot import mlflow: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}` }
  }
}
