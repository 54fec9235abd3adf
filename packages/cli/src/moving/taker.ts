import type { MovedItem } from './source.ts'

/** What a place has taken: how many of each kind were new or changed. */
export type Taken = Readonly<Record<string, number>>

/** A place that things move into. */
export interface Taker {
  /** For messages, without a password. */
  readonly name: string
  /** Whether it has a use for files. */
  readonly files: boolean
  /** Takes one thing; it may be held back until others come. */
  add(item: MovedItem): Promise<void>
  /** Writes what was held back and looks whether all is there. Answers what was new or changed. */
  finish(): Promise<Taken>
  /** Lets go of the place; without `finish` before, what was held back is lost. */
  close(): Promise<void>
}
