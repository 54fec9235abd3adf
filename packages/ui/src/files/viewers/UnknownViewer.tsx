import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { extensionOf } from '../file-kind.ts'
import type { OpenFile } from '../read-file.ts'
import { BytesViewer, firstBytesQuery } from './BytesViewer.tsx'
import { formatOf } from './summary/summarize.ts'
import { SummaryView } from './summary/SummaryView.tsx'

/** A file of a kind that its name does not tell: archives and saved arrays as a summary, the rest as text or bytes. */
export function UnknownViewer({ file }: { file: OpenFile }): ReactNode {
  const { data, error, refetch } = useQuery(firstBytesQuery(file))
  const format = useMemo(() => data && formatOf(data, extensionOf(file.path)), [data, file.path])
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Loading />
  return format ? <SummaryView file={file} format={format} /> : <BytesViewer file={file} />
}
