import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Loading } from '../../../controls/Loading.tsx'
import { Broken } from '../../Broken.tsx'
import styles from '../../files.module.css'
import { type OpenFile, readRange } from '../../read-file.ts'
import { RowsTable } from '../RowsTable.tsx'
import own from '../viewers.module.css'
import { type SummaryFormat, summarize } from './summarize.ts'

/** What the headers of an archive or of saved arrays say; nothing in them is unpacked or run. */
export function SummaryView({ file, format }: { file: OpenFile; format: SummaryFormat }): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: [...file.key, 'summary'],
    queryFn: ({ signal }) =>
      summarize(
        format,
        async (start, end) => new Uint8Array(await readRange(file.url, Math.max(0, start), Math.min(end, file.size), signal)),
        file.size,
      ),
    staleTime: 60_000,
    retry: false,
  })
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  if (!data) return <Loading />
  return (
    <>
      <div className={own['summary']} role="group" aria-label={`Summary of ${file.name}`}>
        <h3>{data.title}</h3>
        <dl>
          {data.facts.map(([name, value], at) => (
            <div key={at}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {data.note && <p className="dim">{data.note}</p>}
      </div>
      {data.rows.length > 0 && (
        <div className={styles['content']}>
          <RowsTable columns={data.columns} rows={data.rows} name={file.name} />
        </div>
      )}
    </>
  )
}
