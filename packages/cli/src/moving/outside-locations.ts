import { folderToServe } from '@tailrace/server'
import { localFolder } from './file-store/places.ts'
import type { LocalRoots } from './local-roots.ts'

/** Counts what names local folders that a move may not take files from, and says so once a folder. */
export class OutsideLocations {
  readonly #from: LocalRoots
  readonly #counts = new Map<string, number>()

  constructor(from: LocalRoots) {
    this.#from = from
  }

  /** Whether a location is a local folder that may not be used; then it is counted. */
  note(location: string): boolean {
    const folder = location === '' ? undefined : localFolder(location)
    if (folder === undefined || this.#from.allows(folder)) return false
    const place = placeName(location)
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + 1)
    return true
  }

  /** A line for each folder, with the flag that allows it. */
  problems(): string[] {
    return [...this.#counts].map(([place, count]) => {
      const whose = count === 1 ? '1 experiment, run or logged model' : `${count} experiments, runs and logged models`
      return `artifacts of ${whose} in ${place}: --local-artifact-roots ${place} takes them`
    })
  }
}

function placeName(location: string): string {
  try {
    return folderToServe(location)
  } catch {
    return location
  }
}
