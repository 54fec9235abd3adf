import type { ReactNode } from 'react'
import { Loading } from '../../controls/Loading.tsx'
import { Broken } from '../Broken.tsx'
import { type OpenFile, useText } from '../read-file.ts'
import { SafeFrame } from './SafeFrame.tsx'

/** A page. */
export function HtmlViewer({ file }: { file: OpenFile }): ReactNode {
  const { data, error, refetch } = useText(file)
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  return data === undefined ? <Loading /> : <SafeFrame text={data} name={file.name} />
}
