import type { Db } from '../../database.ts'
import { type RowMark, isStill, lastRow } from '../row-mark.ts'
import { SIZES } from './blocks.ts'
import { POINT_COLUMNS } from './points.ts'

/** Blocks of a chunk by size, the coarsest first: a row is read from its start. */
export const COLUMNS: readonly string[] = SIZES.toReversed().map((size) => `blocks_${size}`)

/** Made anew when it changes: all of it can be had from the points again. */
const VERSION = 3

/**
 * The database of summaries. `state`: the last row of the table of metrics that they know of, and the row of latest_metrics up to which long metrics have been
 * looked for (null: all). `chunks`: all points of a series in a range of steps; one that is missing has not been read yet. `points`: the same points one by one,
 * for averages; they go with their chunk.
 */
const TABLES: readonly string[] = [
  'create table state (mark_rowid integer, mark_row text, searched integer)',
  `create table series (id integer primary key, run_uuid text not null, key text not null, shift integer not null, state text not null,
     touched integer not null, unique (run_uuid, key))`,
  `create table chunks (series integer not null, number integer not null, ${COLUMNS.map((name) => `${name} blob not null`).join(', ')},
     primary key (series, number))`,
  `create table points (series integer not null, number integer not null, ${POINT_COLUMNS.map((name) => `${name} not null`).join(', ')},
     primary key (series, number))`,
  `create trigger points_go after delete on chunks begin delete from points where series = old.series and number = old.number; end`,
]

/** Name of the database of summaries beside a database. */
export const summariesPath = (path: string): string => `${path}-charts`

/** Makes the tables where they are missing or of another version. */
export async function prepareSummaries(side: Db): Promise<void> {
  const [[version] = [0]] = await side.arrays<readonly [number]>('pragma user_version')
  if (version === VERSION) return
  for (const name of ['state', 'series', 'chunks', 'points']) await side.run(`drop table if exists ${name}`)
  for (const table of TABLES) await side.run(table)
  await side.run(`pragma user_version = ${VERSION}`)
}

/** What the summaries rest on. */
export interface State {
  /** Undefined: the table of metrics had no row. */
  readonly mark: RowMark | undefined
  /** The row of latest_metrics up to which long metrics have been looked for; undefined: all of them. */
  readonly searched: number | undefined
}

export async function readState(side: Db): Promise<State | undefined> {
  const [row] = await side.arrays<readonly [rowid: number | null, row: string | null, searched: number | null]>(
    'select mark_rowid, mark_row, searched from state',
  )
  if (!row) return undefined
  const [rowid, text, searched] = row
  return { mark: rowid === null || text === null ? undefined : { rowid, row: text }, searched: searched ?? undefined }
}

export async function writeState(side: Db, { mark, searched }: State): Promise<void> {
  await side.run('delete from state')
  await side.run('insert into state values (?, ?, ?)', [mark?.rowid ?? null, mark?.row ?? null, searched ?? null])
}

/**
 * How many rows have been written since at most, by anybody; undefined when rows that the summaries know may have gone or have other numbers now, so that
 * nothing is known.
 */
export async function rowsSince(main: Db, { mark }: State): Promise<number | undefined> {
  const last = await lastRow(main)
  if (!mark) return last?.rowid ?? 0
  if (last && last.rowid === mark.rowid) return last.row === mark.row ? 0 : undefined
  return last && (await isStill(main, mark)) ? last.rowid - mark.rowid : undefined
}
