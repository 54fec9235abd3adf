import { Button } from '../controls/Button.tsx'
import { count } from '../format.ts'
import { type ReactNode, useState } from 'react'
import { cellText, type Table } from './chart-table.ts'
import styles from './charts.module.css'

/** Rows shown at once. */
const PAGE = 200

/** The same as the chart, to be read. */
export function ChartDataTable({ table: { columns, rows }, title }: { table: Table; title: string }): ReactNode {
  const [shown, setShown] = useState(PAGE)
  const isNumber = columns.map((_, at) => rows.every((row) => row[at] === undefined || typeof row[at] === 'number'))
  return (
    <div className={styles['dataTable']} tabIndex={0} role="region" aria-label={`Table of ${title}`}>
      <table>
        <thead>
          <tr>
            {columns.map((column, at) => (
              <th key={column} scope="col" {...(isNumber[at] && { 'data-number': '' })}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row, place) => (
            <tr key={place}>
              {row.map((cell, at) => (
                <td key={columns[at]} title={cellText(cell)} {...(isNumber[at] && { 'data-number': '' })}>
                  {cellText(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown && (
        <Button small style={{ margin: 8 }} onClick={() => setShown(shown + PAGE * 5)}>
          Show more of {count(rows.length)} rows
        </Button>
      )}
    </div>
  )
}
