import papaparse from 'papaparse'

/** A table from text. */
export interface TextTable {
  columns: string[]
  rows: string[][]
  /** Rows with more or fewer values than there are columns. */
  ragged: number
}

/**
 * Parses CSV or TSV; the first line names the columns. With `cut` the last row, of which only a part may have been read, is left out.
 * @throws Error when it is no table, e.g. binary
 */
export function parseTable(text: string, extension: string, cut: boolean): TextTable {
  if (text.includes('\0')) throw new Error('It holds zero bytes, so it is no text.')
  const { data } = papaparse.parse<string[]>(text.replace(/^\uFEFF/, ''), {
    skipEmptyLines: true,
    ...(extension === 'tsv' && { delimiter: '\t' }),
  })
  const [columns, ...rows] = data
  if (!columns) throw new Error('It has no rows.')
  if (cut) rows.pop()
  return {
    columns: columns.map((name, index) => name || `column ${index + 1}`),
    rows,
    ragged: rows.filter((row) => row.length !== columns.length).length,
  }
}
