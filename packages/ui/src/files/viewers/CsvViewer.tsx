import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button } from '../../controls/Button.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { bytes, plural } from '../../format.ts'
import { Broken } from '../Broken.tsx'
import { extensionOf, PREVIEW_LIMIT } from '../file-kind.ts'
import styles from '../files.module.css'
import { type OpenFile, readRange } from '../read-file.ts'
import { parseTable } from './parse-table.ts'
import { RowsTable } from './RowsTable.tsx'

/** Bytes that are read at first. */
const FIRST = 2 * 1024 * 1024

/** CSV and TSV as a table: the first 2 MiB, and up to 50 MiB on request. */
export function CsvViewer({ file }: { file: OpenFile }): ReactNode {
  const [all, setAll] = useState(false)
  const end = Math.min(file.size, all ? PREVIEW_LIMIT : FIRST)
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: [...file.key, 'table', end],
    queryFn: async ({ signal }) => {
      const text = new TextDecoder().decode(await readRange(file.url, 0, end, signal))
      return parseTable(text, extensionOf(file.path), end < file.size)
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  })
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  if (!data) return <Loading what="Reading the table" />
  return (
    <>
      <div className={styles['bar']}>
        <span role="status">
          {plural(data.rows.length, 'row')}, {plural(data.columns.length, 'column')}
          {end < file.size && ` in the first ${bytes(end)} of ${bytes(file.size)}`}
          {data.ragged > 0 && `; ${plural(data.ragged, 'row has', 'rows have')} another number of values`}
        </span>
        {end < file.size && !all && (
          <Button small loading={isFetching} onClick={() => setAll(true)}>
            {file.size <= PREVIEW_LIMIT ? 'Read all' : `Read ${bytes(PREVIEW_LIMIT)}`}
          </Button>
        )}
      </div>
      <RowsTable columns={data.columns} rows={data.rows} name={file.name} isPartial={end < file.size} />
    </>
  )
}
