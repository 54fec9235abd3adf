import type { Db } from '../database.ts'

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

/** The last row there is, or the last one up to a number, as seen by the transaction; undefined when there is none. */
export async function lastRow(db: Db, upTo?: number): Promise<RowMark | undefined> {
  const last = upTo === undefined ? 'select max(rowid) from metrics' : 'select max(rowid) from metrics where rowid <= ?'
  const [row] = await db.arrays<readonly [rowid: number]>(
    `select ${COLUMNS} from metrics where rowid = (${last})`,
    upTo === undefined ? [] : [upTo],
  )
  return row && { rowid: row[0], row: textOf(row) }
}

/** Whether a row is what it was. */
export async function isStill(db: Db, mark: RowMark): Promise<boolean> {
  const [row] = await db.arrays(`select ${COLUMNS} from metrics where rowid = ?`, [mark.rowid])
  return row !== undefined && textOf(row) === mark.row
}

const textOf = (row: readonly unknown[]): string => row.join('\n')
