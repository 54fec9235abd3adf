import type { ReactNode } from 'react'
import { Button } from '../../controls/Button.tsx'
import { tip } from '../../controls/tip.tsx'
import styles from '../files.module.css'
import type { OpenFile } from '../read-file.ts'
import type { Consent } from './use-consent.ts'

/** Whose files the consent is for, in a word. */
const kindOf = ({ owner }: OpenFile): string => owner.split(' ', 1)[0] ?? ''

/** Allows scripts, in a sandbox. */
export function RunScripts({ file, onConsent }: { file: OpenFile; onConsent: (consent: Consent) => void }): ReactNode {
  return (
    <Button
      small
      onClick={() => onConsent('scripts')}
      {...tip(`In a sandbox without access to Tailrace or the network. Remembered for this ${kindOf(file)}.`)}
    >
      Run scripts
    </Button>
  )
}

/** Says what scripts that run may do, and which hosts they need; allows them the network, or stops them. */
export function ScriptsBar({
  file,
  consent,
  hosts,
  onConsent,
}: {
  file: OpenFile
  consent: Consent
  /** Where the HTML loads its libraries from. */
  hosts: readonly string[]
  onConsent: (consent: Consent) => void
}): ReactNode {
  return (
    <div className={styles['bar']} role="note">
      <span>{textOf(consent, hosts)}</span>
      {consent !== 'network' && (
        <Button
          small
          onClick={() => onConsent('network')}
          {...tip(`Scripts can then send what they hold anywhere. Remembered for this ${kindOf(file)}.`)}
        >
          Allow network
        </Button>
      )}
      <Button small onClick={() => onConsent('nothing')}>
        Stop scripts
      </Button>
    </div>
  )
}

function textOf(consent: Consent, hosts: readonly string[]): string {
  if (consent === 'network') return 'Scripts run in a sandbox and may load from the network.'
  if (hosts.length === 0) return 'Scripts run in a sandbox, without network.'
  const [first, second] = hosts
  const named = hosts.length > 2 ? `${first} and ${hosts.length - 1} other hosts` : [first, second].filter(Boolean).join(' and ')
  return `The network is closed: what needs scripts from ${named} stays empty.`
}
