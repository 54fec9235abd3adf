import { fstatSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'

interface Turn {
  /** The sync that runs. */
  readonly current: Promise<void>
  /** The one after it, which takes along everything that was put into the folder meanwhile. */
  next?: Promise<void>
}

/**
 * Brings new entries of folders to the disk. Files that arrive together share a sync of their folder: what is put there while one runs waits
 * for the next one, however many there are.
 */
export class FolderSyncs {
  readonly #turns = new Map<string, Turn>()

  /** Resolves when the entries that the folder has now are on the disk. The handle stays open until then. Throws the system's error. */
  async sync(folder: FileHandle): Promise<void> {
    const { dev, ino } = fstatSync(folder.fd, { bigint: true })
    const key = `${dev}-${ino}`
    const turn = this.#turns.get(key)
    if (!turn) return this.#start(key, folder)
    turn.next ??= turn.current.then(
      () => this.#start(key, folder),
      () => this.#start(key, folder),
    )
    return turn.next
  }

  #start(key: string, folder: FileHandle): Promise<void> {
    const current = folder.sync().finally(() => {
      // Whoever waits starts the next one, in the turn that this one makes place for.
      if (this.#turns.get(key) === turn) this.#turns.delete(key)
    })
    const turn: Turn = { current }
    this.#turns.set(key, turn)
    return current
  }
}
