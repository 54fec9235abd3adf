import type { Client } from '@tailrace/sdk'
import { parse } from 'yaml'
import { type ResolvedArtifact, artifactInRun, artifactOfLoggedModel } from '../../artifacts/resolved-artifact.ts'
import { type WireRun, tagOf } from '../stock-run.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the logged models of a run need: versions by package, `python` among them. */
export type Environment = Readonly<Record<string, string>>

/** Files of a model that say what it needs. */
const FILES = {
  'requirements.txt': requirements,
  'python_env.yaml': pythonEnvironment,
  'conda.yaml': condaEnvironment,
} as const

/** Reads what the models that a run logged need. Models without such files, and files that cannot be parsed, say nothing. */
export async function environmentOf(client: Client, run: WireRun): Promise<Environment> {
  const places = await modelsOf(client, run)
  const found: Record<string, Set<string>> = {}
  for (const place of places) {
    for (const [file, read] of Object.entries(FILES)) {
      const text = await textAt(place, file)
      for (const [name, version] of Object.entries(text === undefined ? {} : read(text))) (found[name] ??= new Set()).add(version)
    }
  }
  const names = Object.keys(found).toSorted((a, b) => Number(b === 'python') - Number(a === 'python') || (a < b ? -1 : 1))
  return Object.fromEntries(names.map((name) => [name, [...(found[name] ?? [])].join(' or ')]))
}

/** Models of 3.x clients are outputs of the run, those of 2.x clients stand in a tag. */
async function modelsOf(client: Client, run: WireRun): Promise<ResolvedArtifact[]> {
  const ids = new Set((run.outputs?.model_outputs ?? []).map(({ model_id }) => model_id))
  const paths = new Set(historyOf(tagOf(run, 'mlflow.log-model.history')))
  const places = [
    ...[...ids].map((id) => artifactOfLoggedModel(client, id)),
    ...[...paths].map((path) => artifactInRun(client, run.info.run_id, path)),
  ]
  // A model may have been deleted since.
  return (await Promise.allSettled(places)).flatMap((place) => (place.status === 'fulfilled' ? [place.value] : []))
}

function historyOf(text: string | undefined): string[] {
  try {
    const models = JSON.parse(text ?? '[]') as { artifact_path?: unknown }[]
    return models.map(({ artifact_path }) => artifact_path).filter((path) => typeof path === 'string')
  } catch {
    return []
  }
}

async function textAt(place: ResolvedArtifact, file: string): Promise<string | undefined> {
  try {
    if (place.kind === 'local') return readFileSync(join(place.path, file), 'utf8')
    return await place.files.text([place.path, file].filter(Boolean).join('/'))
  } catch {
    return undefined
  }
}

/** Versions by package of a requirements.txt: `numpy==1.26.4` is `==1.26.4` of numpy. */
export function requirements(text: string): Environment {
  const lines = text.split('\n').map((line) => line.replace(/(^|\s)#.*$/, '').trim())
  return Object.fromEntries(lines.flatMap((line) => requirement(line)))
}

function requirement(line: string): [string, string][] {
  const [, name = '', version = ''] = /^([A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?)\s*(.*)$/.exec(line) ?? []
  return name === '' ? [] : [[name.toLowerCase().replaceAll('_', '-'), version.trim() || 'any']]
}

function pythonEnvironment(text: string): Environment {
  const { python, build_dependencies: build } = mapOf(text)
  const packages = Array.isArray(build) ? build.filter((one) => typeof one === 'string').flatMap(requirement) : []
  return { ...(python !== undefined && { python: String(python) }), ...Object.fromEntries(packages) }
}

/** Python and pip's part; what conda itself would install differs by platform. */
function condaEnvironment(text: string): Environment {
  const { dependencies } = mapOf(text)
  if (!Array.isArray(dependencies)) return {}
  const python = dependencies.map((one) => /^python\s*=+\s*([\w.]+)/.exec(String(one))?.[1]).find(Boolean)
  const pip = dependencies.flatMap((one: unknown) => (typeof one === 'object' && one !== null && 'pip' in one ? [one.pip] : [])).flat()
  return {
    ...(python !== undefined && { python }),
    ...Object.fromEntries(pip.filter((one) => typeof one === 'string').flatMap(requirement)),
  }
}

function mapOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parse(text, { schema: 'failsafe' })
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
