import { useLocalStorage } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { Button } from '../../controls/Button.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { tip } from '../../controls/tip.tsx'
import { Broken } from '../Broken.tsx'
import styles from '../files.module.css'
import { type OpenFile, useText } from '../read-file.ts'
import { SafeFrame } from './SafeFrame.tsx'
import own from './viewers.module.css'

/** What the user allows the HTML files of an experiment. */
type Consent = 'nothing' | 'scripts' | 'network'

/** A page: drawn without its scripts, until the user has them run. */
export function HtmlViewer({ file }: { file: OpenFile }): ReactNode {
  const [consent, setConsent] = useLocalStorage<Consent>({
    key: `tailrace.scripts ${file.owner}`,
    defaultValue: 'nothing',
    getInitialValueInEffect: false,
  })
  if (consent === 'nothing') return <Drawn file={file} onRun={() => setConsent('scripts')} />
  return <Running file={file} hasNetwork={consent === 'network'} onConsent={setConsent} />
}

function Drawn({ file, onRun }: { file: OpenFile; onRun: () => void }): ReactNode {
  const { data, error, refetch } = useText(file)
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  if (data === undefined) return <Loading />
  const run = (
    <Button small onClick={onRun} {...tip(`In a sandbox without access to Tailrace or the network. Remembered for this ${kindOf(file)}.`)}>
      Run scripts
    </Button>
  )
  return <SafeFrame text={data} name={file.name} actions={run} />
}

/** Whose files the consent is for, in a word. */
const kindOf = ({ owner }: OpenFile): string => owner.split(' ', 1)[0] ?? ''

function Running({
  file,
  hasNetwork,
  onConsent,
}: {
  file: OpenFile
  hasNetwork: boolean
  onConsent: (consent: Consent) => void
}): ReactNode {
  return (
    <>
      <div className={styles['bar']} role="note">
        <span>
          {hasNetwork
            ? 'Scripts run in a sandbox and may load from the network.'
            : 'Scripts run in a sandbox, without network. Pages that load their libraries from elsewhere stay empty.'}
        </span>
        {!hasNetwork && (
          <Button
            small
            onClick={() => onConsent('network')}
            {...tip(`The page can then send its content anywhere. Remembered for this ${kindOf(file)}.`)}
          >
            Allow network
          </Button>
        )}
        <Button small onClick={() => onConsent('nothing')}>
          Stop scripts
        </Button>
      </div>
      <iframe
        key={String(hasNetwork)}
        className={own['frame']}
        src={file.scriptedUrl(hasNetwork)}
        sandbox="allow-scripts"
        referrerPolicy="no-referrer"
        title={file.name}
      />
    </>
  )
}
