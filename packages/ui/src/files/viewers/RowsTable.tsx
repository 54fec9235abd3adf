import { type ReactNode, useMemo, useState } from 'react'
import { Switch } from '../../controls/Switch.tsx'
import { TextField } from '../../controls/TextField.tsx'
import { count, number, plural } from '../../format.ts'
import styles from '../files.module.css'
import { DataTable, widthFor } from './DataTable.tsx'
import { columnSummaries, rowFilter } from './row-filter.ts'
import { isNumeric, type Order, sortedIndexes } from './sort-rows.ts'
import own from './viewers.module.css'

/** Rows that are looked at to choose widths and alignment. */
const SAMPLE = 100

/** A table of rows that are at hand; they can be sorted, filtered and summed up. */
export function RowsTable({
  columns,
  rows,
  name,
  isPartial = false,
}: {
  columns: readonly string[]
  rows: readonly (readonly unknown[])[]
  name: string
  /** Whether the file has more rows than these. */
  isPartial?: boolean
}): ReactNode {
  const [order, setOrder] = useState<Order | undefined>()
  const [text, setText] = useState('')
  const [isSummed, setSummed] = useState(false)
  const kept = useMemo(() => {
    const test = rowFilter(text, columns)
    return test && [...rows.keys()].filter((at) => test(rows[at] ?? []))
  }, [text, columns, rows])
  const left = useMemo(() => kept?.map((at) => rows[at] ?? []) ?? rows, [kept, rows])
  const described = useMemo(
    () =>
      columns.map((column, index) =>
        describe(
          column,
          rows.slice(0, SAMPLE).map((row) => row[index]),
        ),
      ),
    [columns, rows],
  )
  const sorted = useMemo(() => order && sortedIndexes(left.length, (row) => left[row]?.[order.column], order.up), [order, left])
  const row = (index: number): { number: number; values: readonly unknown[] } => {
    const place = sorted?.[index] ?? index
    return { number: kept?.[place] ?? place, values: left[place] ?? [] }
  }
  return (
    <>
      <div className={styles['bar']}>
        <TextField
          aria-label="Filter rows"
          placeholder={`Filter rows: text, or ${columns[0] ?? 'column'} = value`}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          style={{ width: 260 }}
        />
        {kept && (
          <span role="status">
            {count(kept.length)} of {isPartial ? `the ${plural(rows.length, 'row')} that were read` : plural(rows.length, 'row')}
          </span>
        )}
        <Switch label={isPartial ? 'Statistics of what was read' : 'Statistics'} checked={isSummed} onChange={setSummed} />
      </div>
      {isSummed && <Statistics columns={columns} rows={left} name={name} />}
      <DataTable columns={described} rowCount={left.length} row={row} order={order} onOrder={setOrder} name={name} />
    </>
  )
}

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'bigint' || (typeof value === 'string' && isNumeric(value))

function describe(name: string, values: readonly unknown[]): { name: string; numeric: boolean; width: number } {
  const given = values.filter((value) => value !== null && value !== undefined && value !== '')
  return { name, numeric: given.length > 0 && given.every(isNumber), width: widthFor(name, given) }
}

/** What is in each column of the rows that are left. */
function Statistics({
  columns,
  rows,
  name,
}: {
  columns: readonly string[]
  rows: readonly (readonly unknown[])[]
  name: string
}): ReactNode {
  const summaries = useMemo(() => columnSummaries(columns, rows), [columns, rows])
  const cell = (value: number | undefined): string => (value === undefined ? '' : number(value, 5))
  return (
    <div className={own['statistics']} tabIndex={0} role="region" aria-label={`Statistics of ${name}`}>
      <table className={styles['plain']}>
        <thead>
          <tr>
            {['Column', 'Missing', 'Distinct', 'Min', 'Median', 'Mean', 'Max', 'Most frequent'].map((head) => (
              <th key={head}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {summaries.map(({ name: column, missing, distinct, min, median, mean, max, top }, at) => (
            <tr key={at}>
              <th scope="row">{column}</th>
              <td>{count(missing)}</td>
              <td>{count(distinct)}</td>
              {[min, median, mean, max].map((value, place) => (
                <td key={place}>{cell(value)}</td>
              ))}
              <td>{top && `${top[0].slice(0, 60)} (${count(top[1])})`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
