import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { bytes } from '../../format.ts'
import styles from '../files.module.css'
import { FIRST, type OpenFile, readRange } from '../read-file.ts'
import { hexDump, looksLikeText } from './hex.ts'
import { isPickle } from './summary/summarize.ts'
import { TextLines } from './TextLines.tsx'
import { TextViewer } from './TextViewer.tsx'

/** The first 64 KiB of a file. */
export const firstBytesQuery = (file: OpenFile) => ({
  queryKey: [...file.key, 'first bytes'],
  queryFn: async ({ signal }: { signal: AbortSignal }) => new Uint8Array(await readRange(file.url, 0, Math.min(FIRST, file.size), signal)),
  staleTime: 60_000,
})

/** A file as text when it looks like some, else the bytes of its first 64 KiB. */
export function BytesViewer({ file }: { file: OpenFile }): ReactNode {
  const { data, error, refetch } = useQuery(firstBytesQuery(file))
  const isText = useMemo(() => data && looksLikeText(data), [data])
  const dump = useMemo(() => (data && !isText ? hexDump(data) : []), [data, isText])
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Loading />
  if (isText) return <TextViewer file={file} />
  return (
    <>
      <div className={styles['bar']}>
        {isPickle(data) && 'A Python pickle, which is not opened: loading one can run any code. '}
        {file.size > FIRST ? `The first ${bytes(FIRST)} of ${bytes(file.size)}, byte by byte` : 'Byte by byte'}
      </div>
      <TextLines lines={dump} name={file.name} gutter={false} />
    </>
  )
}
