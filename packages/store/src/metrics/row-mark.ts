import type { Db } from '../database.ts'
import { type ChartRange, inRange } from './chart-range.ts'

/**
 * SQLite: a row of the table of metrics, the last one when it was taken. New rows stand behind the last one; so while this row is what it was, all that
 * were written since stand behind it. (Where the end of the table went with a deleted run and its numbers were given again it is another row.)
 */
export interface RowMark {
  readonly rowid: number
  /** All of its columns. */
  readonly row: string
}

const COLUMNS = 'rowid, run_uuid, key, step, timestamp, value, is_nan'

/** The last row there is, as seen by the transaction; undefined in an empty table. */
export async function lastRow(db: Db): Promise<RowMark | undefined> {
  const [row] = await db.arrays<readonly [rowid: number]>(`select ${COLUMNS} from metrics where rowid = (select max(rowid) from metrics)`)
  return row && { rowid: row[0], row: textOf(row) }
}

/** Points of one metric of one run in a range that were written since; undefined when that cannot be told from `most` rows. */
export async function pointsSince(
  db: Db,
  mark: RowMark,
  run: string,
  key: string,
  range: ChartRange,
  most: number,
): Promise<number | undefined> {
  const [row] = await db.arrays(`select ${COLUMNS} from metrics where rowid = ?`, [mark.rowid])
  if (!row || textOf(row) !== mark.row) return undefined
  const [[last] = [0]] = await db.arrays<readonly [number]>('select max(rowid) from metrics')
  if (last - mark.rowid > most) return undefined
  const [kept, params] = inRange(range)
  const [[points] = [0]] = await db.arrays<readonly [number]>(
    `select count(*) from metrics not indexed where rowid > ? and run_uuid = ? and key = ? ${kept}`,
    [mark.rowid, run, key, ...params],
  )
  return points
}

const textOf = (row: readonly unknown[]): string => row.join('\n')
