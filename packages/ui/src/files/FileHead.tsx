import { Button, IconButton } from '../controls/Button.tsx'
import { tip } from '../controls/tip.tsx'
import { IconCheck, IconDownload, IconLink } from '@tabler/icons-react'
import { useCopy } from '../copy.ts'
import type { ReactNode } from 'react'
import { CopyButton } from '../controls/CopyButton.tsx'
import type { FileSource } from './file-source.ts'
import styles from './files.module.css'

/** Path, size and actions above a preview. */
export function FileHead({
  source,
  path,
  note,
  href,
  what,
  actions,
}: {
  source: FileSource
  path: string
  /** Beside the path, e.g. the size. */
  note: string
  /** What is downloaded. */
  href: string
  /** `file` or `folder as a zip`. */
  what: string
  actions?: ReactNode
}): ReactNode {
  return (
    <div className={styles['head']}>
      <h2 className={styles['path']} title={path}>
        {path === '' ? source.name : path}
      </h2>
      <span className="dim" style={{ whiteSpace: 'nowrap' }}>
        {note}
      </span>
      {path !== '' && <CopyButton text={path} what="path" />}
      <span style={{ flex: 1 }} />
      {actions}
      <CopyUri uri={source.uri(path)} />
      <IconButton {...tip(`Download the ${what}`)} href={href} download size={28} aria-label={`Download the ${what}`}>
        <IconDownload size={16} />
      </IconButton>
    </div>
  )
}

/** What one gives to the client: `runs:/<id>/model`. */
function CopyUri({ uri }: { uri: string }): ReactNode {
  const { copy, copied } = useCopy()
  return (
    <Button {...tip(uri)} small leftSection={copied ? <IconCheck size={13} /> : <IconLink size={13} />} onClick={() => copy(uri)}>
      {copied ? 'Copied' : 'Copy URI'}
    </Button>
  )
}
