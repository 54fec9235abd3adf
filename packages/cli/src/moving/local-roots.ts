import { lstatSync, realpathSync } from 'node:fs'
import { resolve, sep } from 'node:path'

/** Folders of this machine from which a move may take files. Symbolic links count as what they lead to. */
export class LocalRoots {
  readonly #roots: readonly string[]

  /** @param folders paths, the store that was named first */
  constructor(folders: readonly string[]) {
    this.#roots = folders.map((folder) => real(folder) ?? resolve(folder))
  }

  /** Whether a path lies below the folders, wherever links lead. A path that does not exist is judged by its text. */
  allows(path: string): boolean {
    const full = real(path) ?? resolve(path)
    return this.#roots.some((root) => full === root || full.startsWith(root.endsWith(sep) ? root : root + sep))
  }

  /** Answers the path. @throws Error when it leads out of the folders, naming where and the flag that allows it */
  check(path: string): string {
    if (this.allows(path)) return path
    throw new Error(`${path} ${leads(path)} outside of ${this.#roots.join(', ')}: --local-artifact-roots takes it`)
  }

  /** As check, for a file in a folder that was checked: only a link can lead out. */
  file(path: string): string {
    return lstatSync(path).isSymbolicLink() ? this.check(path) : path
  }
}

function leads(path: string): string {
  const to = real(path)
  return to === undefined || to === resolve(path) ? 'lies' : `leads to ${to},`
}

function real(path: string): string | undefined {
  try {
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}
