import { type ReactNode, useMemo, useState } from 'react'
import { DataTable, widthFor } from './DataTable.tsx'
import { isNumeric, type Order, sortedIndexes } from './sort-rows.ts'

/** Rows that are looked at to choose widths and alignment. */
const SAMPLE = 100

/** A table of rows that are all at hand. */
export function RowsTable({
  columns,
  rows,
  name,
}: {
  columns: readonly string[]
  rows: readonly (readonly unknown[])[]
  name: string
}): ReactNode {
  const [order, setOrder] = useState<Order | undefined>()
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
  const sorted = useMemo(() => order && sortedIndexes(rows.length, (row) => rows[row]?.[order.column], order.up), [order, rows])
  const row = (index: number): { number: number; values: readonly unknown[] } => {
    const number = sorted?.[index] ?? index
    return { number, values: rows[number] ?? [] }
  }
  return <DataTable columns={described} rowCount={rows.length} row={row} order={order} onOrder={setOrder} name={name} />
}

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'bigint' || (typeof value === 'string' && isNumeric(value))

function describe(name: string, values: readonly unknown[]): { name: string; numeric: boolean; width: number } {
  const given = values.filter((value) => value !== null && value !== undefined && value !== '')
  return { name, numeric: given.length > 0 && given.every(isNumber), width: widthFor(name, given) }
}
