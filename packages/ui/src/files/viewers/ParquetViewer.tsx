import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../../controls/Button.tsx'
import { TextField } from '../../controls/TextField.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { count, plural } from '../../format.ts'
import { Broken } from '../Broken.tsx'
import { PREVIEW_LIMIT } from '../file-kind.ts'
import styles from '../files.module.css'
import { type OpenFile, readRange } from '../read-file.ts'
import { type DataColumn, DataTable, widthFor } from './DataTable.tsx'
import { openParquet, type ParquetFile } from './parquet.ts'
import { RowsTable } from './RowsTable.tsx'
import { type ParquetScan, useParquetScan } from './use-parquet-scan.ts'

/** Rows that are read together. */
const BLOCK = 500
/** Blocks that are kept. */
const KEPT = 60
/** Rows up to which a table can be sorted, since that reads all of it. */
const SORTABLE = 200_000

/** A Parquet file of any size: its footer, then the rows in sight, by ranges. Small ones are read whole and can be sorted. */
export function ParquetViewer({ file }: { file: OpenFile }): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: [...file.key, 'parquet'],
    queryFn: () => openParquet({ byteLength: file.size, slice: (start, end) => readRange(file.url, start, end ?? file.size) }),
    staleTime: 60_000,
    gcTime: 60_000,
  })
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  if (!data) return <Loading what="Reading the footer" />
  const small = data.rowCount <= SORTABLE && file.size <= PREVIEW_LIMIT / 10
  return (
    <>
      <div className={styles['bar']}>
        <span role="status">
          {plural(data.rowCount, 'row')}, {plural(data.columns.length, 'column')}
          {!small && '; too large to be sorted here, a filter searches all of it'}
        </span>
      </div>
      {small ? <Small file={file} parquet={data} /> : <Large file={file} parquet={data} />}
    </>
  )
}

function Small({ file, parquet }: { file: OpenFile; parquet: ParquetFile }): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: [...file.key, 'parquet rows'],
    queryFn: () => parquet.read(0, parquet.rowCount),
    staleTime: 60_000,
    gcTime: 60_000,
  })
  const columns = useMemo(() => parquet.columns.map(({ name }) => name), [parquet])
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  return data ? <RowsTable columns={columns} rows={data} name={file.name} /> : <Loading what={`Reading ${count(parquet.rowCount)} rows`} />
}

function Large({ file, parquet }: { file: OpenFile; parquet: ParquetFile }): ReactNode {
  const [filter, setFilter] = useState('')
  const { scan, stop } = useParquetScan(parquet, filter)
  const columns = useMemo(
    () =>
      parquet.columns.map(({ name, type }) => ({
        name,
        type,
        numeric: /int|float|double|decimal/.test(type),
        width: Math.max(/double|timestamp/.test(type) ? 176 : 140, widthFor(`${name} ${type}`, [])),
      })),
    [parquet],
  )
  return (
    <>
      <form
        className={styles['bar']}
        onSubmit={(event) => {
          event.preventDefault()
          setFilter(String(new FormData(event.currentTarget).get('filter') ?? '').trim())
        }}
      >
        <TextField
          name="filter"
          aria-label="Filter rows"
          placeholder={`Filter rows: text, or ${columns[0]?.name ?? 'column'} = value`}
          style={{ width: 260 }}
        />
        <Button small type="submit">
          Filter
        </Button>
        {scan && <span role="status">{scanText(scan, parquet.rowCount)}</span>}
        {scan?.state === 'scanning' && (
          <Button small onClick={stop}>
            Stop
          </Button>
        )}
      </form>
      {scan?.error !== undefined && <Broken file={file} error={scan.error} retry={() => setFilter('')} />}
      {scan ? (
        <DataTable
          columns={columns}
          rowCount={scan.matches.length}
          row={(index) => scan.matches[index]}
          order={undefined}
          name={file.name}
        />
      ) : (
        <AllRows file={file} parquet={parquet} columns={columns} />
      )}
    </>
  )
}

function scanText({ matches, scanned, state }: ParquetScan, rowCount: number): string {
  const found = state === 'full' ? `The first ${count(matches.length)} matches` : `${count(matches.length)} found`
  return state === 'done'
    ? `${count(matches.length)} of ${plural(rowCount, 'row')}`
    : `${found}, in ${count(scanned)} of ${plural(rowCount, 'row')}`
}

/** The rows in sight, read as one scrolls. */
function AllRows({ file, parquet, columns }: { file: OpenFile; parquet: ParquetFile; columns: readonly DataColumn[] }): ReactNode {
  const blocks = useRef(new Map<number, unknown[][] | 'coming'>())
  const [error, setError] = useState<unknown>()
  const [, redraw] = useState(0)
  const alive = useRef(true)
  useEffect(() => {
    alive.current = true
    return () => {
      alive.current = false
    }
  }, [])
  const fetchBlock = useCallback(
    (block: number) => {
      blocks.current.set(block, 'coming')
      for (const old of blocks.current.keys()) if (blocks.current.size > KEPT && old !== block) blocks.current.delete(old)
      parquet.read(block * BLOCK, Math.min(parquet.rowCount, (block + 1) * BLOCK)).then(
        (rows) => {
          blocks.current.set(block, rows)
          if (alive.current) redraw((n) => n + 1)
        },
        (failed: unknown) => alive.current && setError(failed),
      )
    },
    [parquet],
  )
  const row = (index: number): { number: number; values: readonly unknown[] } | undefined => {
    const block = Math.floor(index / BLOCK)
    const rows = blocks.current.get(block)
    if (rows === undefined) queueMicrotask(() => blocks.current.has(block) || fetchBlock(block))
    return Array.isArray(rows) ? { number: index, values: rows[index - block * BLOCK] ?? [] } : undefined
  }
  if (error !== undefined) return <Broken file={file} error={error} retry={() => setError(undefined)} />
  return <DataTable columns={columns} rowCount={parquet.rowCount} row={row} order={undefined} name={file.name} />
}
