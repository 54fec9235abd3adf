import { natural } from '../../natural.ts'
import type { ModelVersion, RegisteredModel } from '@tailrace/contract'

/** Stages in the order in which a version is promoted backwards: what serves first. */
export const STAGES = ['Production', 'Staging', 'None', 'Archived'] as const
export type Stage = (typeof STAGES)[number]

export const stageName = (stage: string): string => (stage === 'None' ? 'No stage' : stage)

/** Newest first. Versions are whole numbers as text. */
export const newestFirst = (versions: readonly ModelVersion[]): ModelVersion[] =>
  versions.toSorted((a, b) => Number(b.version) - Number(a.version))

/** The highest version number that a model's list of newest versions names. */
export const latestVersion = ({ latest_versions = [] }: RegisteredModel): string | undefined => newestFirst(latest_versions)[0]?.version

/** Aliases of one version, by name. */
export const aliasesOf = ({ aliases = [] }: RegisteredModel, version: string): string[] =>
  aliases
    .filter((each) => each.version === version)
    .map(({ alias }) => alias)
    .toSorted()

/** Who made the newest version; the server keeps no maker of a model itself. */
export const makerOf = ({ latest_versions = [] }: RegisteredModel): string => newestFirst(latest_versions)[0]?.user_id ?? ''

/** The logged model that a version was made from, when its source says so: `models:/m-...`. */
export const loggedModelOf = ({ source }: ModelVersion): string | undefined => /^models:\/(m-[0-9a-f]{32})/.exec(source)?.[1]

/** The version that a version was copied from: `models:/name/3`. */
export function copiedFrom({ source }: ModelVersion): { name: string; version: string } | undefined {
  const found = /^models:\/([^/]+)\/(\d+)$/.exec(source)
  return found?.[1] && found[2] ? { name: decodeName(found[1]), version: found[2] } : undefined
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Positions of versions on a line, 0 to 1: half by time, half by rank, so that those made at once stay apart. Oldest first. */
export function timelinePlaces(times: readonly number[]): number[] {
  const [first = 0, last = 0] = [times[0], times.at(-1)]
  const span = last - first
  const steps = Math.max(1, times.length - 1)
  return times.map((time, index) => {
    const rank = times.length === 1 ? 1 : index / steps
    return span <= 0 ? rank : rank / 2 + (time - first) / span / 2
  })
}

/** The metrics that most of the runs have, most common first, at most `limit`; those of the machine last. */
export function commonMetrics(runs: readonly { data: { metrics?: { key: string }[] } }[], limit: number): string[] {
  const counts = new Map<string, number>()
  for (const { data } of runs) for (const { key } of data.metrics ?? []) counts.set(key, (counts.get(key) ?? 0) + 1)
  const isMachine = (key: string): number => Number(key.startsWith('system/'))
  return [...counts]
    .toSorted(([a, m], [b, n]) => isMachine(a) - isMachine(b) || n - m || natural(a, b))
    .slice(0, limit)
    .map(([key]) => key)
}
