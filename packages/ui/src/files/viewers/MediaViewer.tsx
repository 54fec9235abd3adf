import { type ReactNode, useState } from 'react'
import { Broken } from '../Broken.tsx'
import type { OpenFile } from '../read-file.ts'

const NOT_PLAYABLE = new Error('This browser cannot play it.')

/** Sound. */
export function AudioViewer({ file }: { file: OpenFile }): ReactNode {
  const [failed, setFailed] = useState(false)
  if (failed) return <Broken file={file} error={NOT_PLAYABLE} />
  return (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- what was logged has no captions
    <audio
      controls
      src={file.url}
      aria-label={file.name}
      onError={() => setFailed(true)}
      style={{ margin: 16, width: 'min(480px, 90%)' }}
    />
  )
}

/** A film. */
export function VideoViewer({ file }: { file: OpenFile }): ReactNode {
  const [failed, setFailed] = useState(false)
  if (failed) return <Broken file={file} error={NOT_PLAYABLE} />
  return (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- what was logged has no captions
    <video
      controls
      src={file.url}
      aria-label={file.name}
      onError={() => setFailed(true)}
      style={{ margin: 16, maxWidth: 'calc(100% - 32px)', maxHeight: '80%' }}
    />
  )
}
