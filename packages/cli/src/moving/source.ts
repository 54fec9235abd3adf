import type { Readable } from 'node:stream'
import type { MovedRecord } from '@tailrace/store'
import type { PointText } from './history-text.ts'

/** Whose files these are. */
export type FileOwner = { readonly run_id: string } | { readonly model_id: string }

/** A file of a run or a logged model. */
export interface MovedFile {
  readonly kind: 'file'
  readonly owner: FileOwner
  /** Below the owner's root, with `/`. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** It can be read only until the next thing is asked for. */
  readonly once?: true
  /** Opens it; what it answers must be read to the end or destroyed. */
  readonly open: () => Promise<Readable>
}

/** What a source gives, one thing at a time. Files come last, once everything that owns them has been given. */
export type MovedItem = MovedRecord | MovedFile

/** What of a source is wanted. */
export interface Wanted {
  readonly files: boolean
  readonly models: boolean
  /** Names of experiments; absent: all. */
  readonly experiments?: readonly string[] | undefined
  /** A filter of runs, in the language of searches. */
  readonly filter?: string | undefined
}

/** Hears in one line of what was left out; a note is about what nobody could have taken. */
export type OnProblem = (line: string, weight?: 'note') => void

/** Reads the history of a metric in the source anew. */
export type ReadAgain = (run_id: string, key: string) => Promise<PointText[]>

/** A place that things move out of. */
export interface Source {
  /** For messages, without a password. */
  readonly name: string
  /** How many runs it will give, when that can be known beforehand. */
  runs(wanted: Wanted): Promise<number | undefined>
  /** Everything, in the order that a target needs. What cannot be read is reported in one line and left out. */
  items(wanted: Wanted, onProblem: OnProblem): AsyncIterable<MovedItem>
  /** Reads a history by other means than `items`, for the check afterwards; absent where there is no second way. */
  readonly again?: ReadAgain
}

/** Whether a server could not be reached: then all that follows would fail too, and the move ends. */
export const isUnreachable = (error: unknown): error is Error => error instanceof Error && 'code' in error && error.code === 'UNREACHABLE'
