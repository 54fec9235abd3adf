import type { ReactNode } from 'react'
import type { LoggedTable } from '../files/viewers/parse-data.ts'
import { cellText } from '../files/viewers/sort-rows.ts'
import { count, plural } from '../format.ts'
import styles from './media.module.css'
import { type Matrix, rowsAt } from './read-table.ts'

/** Rows and columns of a table that are drawn; the file shows all. */
const ROWS = 50
const COLUMNS = 20

/** A logged table in few lines. */
export function SmallTable({ table, step, label }: { table: LoggedTable; step: number; label: string }): ReactNode {
  const rows = rowsAt(table, step)
  const columns = table.columns.slice(0, COLUMNS)
  const left = [
    rows.length > ROWS && `${plural(rows.length - ROWS, 'more row')}`,
    table.columns.length > COLUMNS && plural(table.columns.length - COLUMNS, 'more column'),
  ].filter(Boolean)
  return (
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label={label}>
      <table className={styles['table']}>
        <thead>
          <tr>
            {columns.map((name, at) => (
              <th key={at}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS).map((row, at) => (
            <tr key={at}>
              {columns.map((_name, column) => {
                const text = cellText(row[column])
                return (
                  <td
                    key={column}
                    title={text.length > 40 ? text.slice(0, 2_000) : undefined}
                    data-number={typeof row[column] === 'number' || undefined}
                  >
                    {text.length > 200 ? `${text.slice(0, 200)}…` : text}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {left.length > 0 && <p className="dim">{left.join(', ')}</p>}
    </div>
  )
}

/** A confusion matrix, each cell shaded by its share of its row. */
export function MatrixTable({ matrix: { labels, counts }, label }: { matrix: Matrix; label: string }): ReactNode {
  return (
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label={label}>
      <table className={styles['matrix']}>
        <thead>
          <tr>
            <th scope="col">true \ predicted</th>
            {labels.map((name, at) => (
              <th key={at} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {counts.map((row, at) => {
            const total = row.reduce((sum, value) => sum + Math.max(0, value), 0)
            return (
              <tr key={at}>
                <th scope="row">{labels[at]}</th>
                {row.map((value, column) => {
                  const share = total > 0 ? Math.max(0, value) / total : 0
                  return (
                    <td
                      key={column}
                      title={`true ${labels[at]}, predicted ${labels[column]}: ${value} (${Math.round(share * 100)} %)`}
                      style={{ background: `color-mix(in srgb, var(--accent) ${Math.round(share * 35)}%, transparent)` }}
                    >
                      {Number.isInteger(value) ? count(value) : cellText(value)}
                    </td>
                  )
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
