import { type ReactNode, useMemo } from 'react'
import { Loading } from '../../controls/Loading.tsx'
import { Broken } from '../Broken.tsx'
import { extensionOf } from '../file-kind.ts'
import styles from '../files.module.css'
import { type OpenFile, useText } from '../read-file.ts'
import { highlighted } from './highlight.ts'
import { TextViewer } from './TextViewer.tsx'
import own from './viewers.module.css'

/** Bytes up to which code is colored; more is shown as plain text. */
const COLORED = 256 * 1024

/** Code in colors. */
export function CodeViewer({ file }: { file: OpenFile }): ReactNode {
  return file.size > COLORED ? <TextViewer file={file} /> : <Colored file={file} />
}

function Colored({ file }: { file: OpenFile }): ReactNode {
  const { data, error, refetch } = useText(file)
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  return data === undefined ? (
    <Loading />
  ) : (
    <Code text={data} extension={extensionOf(file.path) || file.name.toLowerCase()} name={file.name} />
  )
}

/** A piece of code. */
export function Code({ text, extension, name }: { text: string; extension: string; name: string }): ReactNode {
  const html = useMemo(() => highlighted(text, extension), [text, extension])
  return (
    <div className={`${styles['scroller']} ${own['code']}`} tabIndex={0} role="region" aria-label={`Text of ${name}`}>
      {/* The highlighter escapes what stands in the file. */}
      {html === undefined ? (
        <pre className={styles['code']}>{text}</pre>
      ) : (
        <pre className={styles['code']} dangerouslySetInnerHTML={{ __html: html }} />
      )}
    </div>
  )
}
