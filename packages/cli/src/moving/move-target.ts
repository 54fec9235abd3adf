import type { MovedItem, ReadAgain } from './source.ts'

/** What a place has taken: how many of each kind were new or changed. */
export type MoveResult = Readonly<Record<string, number>>

/** A place that things move into. */
export interface MoveTarget {
  /** For messages, without a password. */
  readonly name: string
  /** Whether it has a use for files. */
  readonly files: boolean
  /** Takes one thing; it may be held back until others come. */
  add(item: MovedItem): Promise<void>
  /**
   * Writes what was held back and checks that all is there.
   * @param again reads histories of the source for that check, where the source can
   * @returns what was new or changed
   */
  finish(again?: ReadAgain): Promise<MoveResult>
  /** Lets go of the place; without `finish` before, what was held back is lost. */
  close(): Promise<void>
}
