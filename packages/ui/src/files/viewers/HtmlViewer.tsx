import { type ReactNode, useMemo } from 'react'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { Broken } from '../Broken.tsx'
import { type OpenFile, useText } from '../read-file.ts'
import { hostsOf, isBlankHtml } from './notebook-scripts.ts'
import { SafeFrame } from './SafeFrame.tsx'
import { RunScripts, ScriptsBar } from './ScriptsBar.tsx'
import { useConsent } from './use-consent.ts'
import own from './viewers.module.css'

/** A page: drawn without its scripts, until the user has them run. */
export function HtmlViewer({ file }: { file: OpenFile }): ReactNode {
  const [consent, allow] = useConsent(file)
  const { data, error, refetch } = useText(file)
  const runs = consent !== 'nothing'
  const hosts = useMemo(() => (runs && data !== undefined ? hostsOf(data) : []), [runs, data])
  const isBlank = useMemo(() => !runs && data !== undefined && isBlankHtml(data), [runs, data])
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  if (data === undefined) return <Loading />
  const run = <RunScripts file={file} onConsent={allow} />
  if (!runs && isBlank)
    return (
      <EmptyState title="This page is drawn by scripts" action={run}>
        Without them nothing is to be seen.
      </EmptyState>
    )
  if (!runs) return <SafeFrame text={data} name={file.name} actions={run} />
  return (
    <>
      <ScriptsBar file={file} consent={consent} hosts={hosts} onConsent={allow} />
      <iframe
        key={consent}
        className={own['frame']}
        src={file.scriptedUrl(consent === 'network')}
        sandbox="allow-scripts"
        referrerPolicy="no-referrer"
        title={file.name}
      />
    </>
  )
}
