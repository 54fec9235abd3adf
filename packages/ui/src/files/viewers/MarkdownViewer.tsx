import { type ReactNode, useMemo } from 'react'
import { Loading } from '../../controls/Loading.tsx'
import { Markdown } from '../../controls/Markdown.tsx'
import { Broken } from '../Broken.tsx'
import styles from '../files.module.css'
import { imagesBeside, type OpenFile, useText } from '../read-file.ts'

/** Markdown as it is meant to be read. */
export function MarkdownViewer({ file }: { file: OpenFile }): ReactNode {
  const { data, error, refetch } = useText(file)
  const imageUrl = useMemo(() => imagesBeside(file), [file.url])
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  if (data === undefined) return <Loading />
  return (
    <div className={styles['prose']}>
      <Markdown text={data} imageUrl={imageUrl} />
    </div>
  )
}
