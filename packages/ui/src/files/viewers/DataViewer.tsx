import { type ReactNode, useMemo, useState } from 'react'
import { Loading } from '../../controls/Loading.tsx'
import { Broken } from '../Broken.tsx'
import { extensionOf } from '../file-kind.ts'
import styles from '../files.module.css'
import { type OpenFile, useText } from '../read-file.ts'
import { Code } from './CodeViewer.tsx'
import { JsonTree } from './JsonTree.tsx'
import { loggedTable, parseData } from './parse-data.ts'
import { RowsTable } from './RowsTable.tsx'
import { Segments } from '../../controls/Segments.tsx'

type Look = 'table' | 'tree' | 'text'

/** JSON and YAML as a tree or as text; a logged table also as a table. */
export function DataViewer({ file }: { file: OpenFile }): ReactNode {
  const { data, error, refetch } = useText(file)
  const extension = extensionOf(file.path) || 'yaml'
  const parsed = useMemo(() => (data === undefined ? undefined : attempt(() => parseData(data, extension))), [data, extension])
  const table = useMemo(() => loggedTable(parsed?.value), [parsed])
  const [chosen, setChosen] = useState<Look | undefined>()
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  if (data === undefined || !parsed) return <Loading />
  if (parsed.error) return <Broken file={file} error={parsed.error} />
  const look = chosen ?? (table ? 'table' : 'tree')
  const looks = [...(table ? [{ value: 'table', label: 'Table' }] : []), { value: 'tree', label: 'Tree' }, { value: 'text', label: 'Text' }]
  return (
    <>
      <div className={styles['bar']}>
        <Segments aria-label="Show as" data={looks} value={look} onChange={(value) => setChosen(value as Look)} />
      </div>
      {look === 'table' && table && <RowsTable columns={table.columns} rows={table.rows} name={file.name} />}
      {look === 'tree' && (
        <div className={styles['scroller']} tabIndex={0} role="region" aria-label={`Tree of ${file.name}`}>
          <JsonTree value={parsed.value} name={file.name} />
        </div>
      )}
      {look === 'text' && <Code text={data} extension={extension} name={file.name} />}
    </>
  )
}

function attempt(run: () => unknown): { value?: unknown; error?: Error } {
  try {
    return { value: run() }
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
}
