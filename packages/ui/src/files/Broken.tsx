import { CancelledError } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button } from '../controls/Button.tsx'
import { errorText } from '../api/error-text.ts'
import { ApiError } from '../api/http.ts'
import { ErrorState } from '../controls/ErrorState.tsx'
import { lazyWithPreload } from '../controls/lazy-with-preload.tsx'
import styles from './files.module.css'
import type { OpenFile } from './read-file.ts'

const Raw = lazyWithPreload(async () => (await import('./viewers/BytesViewer.tsx')).BytesViewer)

/** Says what is wrong with a file, and shows it as it is on request. A server that did not answer is asked again. */
export function Broken({ file, error, retry }: { file: OpenFile; error: unknown; retry?: () => void }): ReactNode {
  const [raw, setRaw] = useState(false)
  if (error instanceof ApiError || error instanceof CancelledError) return <ErrorState error={error} {...(retry && { retry })} />
  return (
    <>
      <div className={styles['broken']} role="alert">
        <span>
          <strong>{file.name} is broken or not what its name says.</strong> <span className="dim">{errorText(error)}</span>
        </span>
        {!raw && (
          <Button small onClick={() => setRaw(true)}>
            Show it as it is
          </Button>
        )}
      </div>
      {raw && <Raw file={file} />}
    </>
  )
}
