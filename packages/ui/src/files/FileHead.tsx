import { ActionIcon, Tooltip } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
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
      <span style={{ flex: 1 }} />
      {actions}
      {path !== '' && <CopyButton text={path} what="path" />}
      <CopyButton text={source.uri(path)} what="address for the client" />
      <Tooltip label={`Download the ${what}`}>
        <ActionIcon component="a" href={href} download size={28} aria-label={`Download the ${what}`}>
          <IconDownload size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}
