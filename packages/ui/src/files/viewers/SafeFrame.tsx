import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { plural } from '../../format.ts'
import styles from '../files.module.css'
import { safeHtml } from './safe-html.ts'
import own from './viewers.module.css'

/** Logged HTML in a frame that runs no script, fetches nothing and knows nothing of this page. */
export function SafeFrame({
  text,
  name,
  height,
  actions,
  style = '',
}: {
  text: string
  name: string
  height?: number
  /** Beside the note on what is left out. */
  actions?: ReactNode
  /** Rules for HTML that has the background of the page around it. */
  style?: string
}): ReactNode {
  const { html, leftOut } = useMemo(() => safeHtml(text, style), [text, style])
  const [url, setUrl] = useState<string | undefined>()
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([html], { type: 'text/html' }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [html])
  return (
    <>
      {leftOut > 0 && (
        <div className={styles['bar']} role="note">
          <span>
            Shown without {plural(leftOut, 'script, frame or image', 'scripts, frames or images')} that would run or be loaded from
            elsewhere.
          </span>
          {actions}
        </div>
      )}
      {url && (
        <iframe
          key={url}
          className={own['frame']}
          data-clear={style !== '' || undefined}
          src={url}
          sandbox=""
          title={name}
          {...(height && { style: { height, minHeight: 0, flex: 'none' } })}
        />
      )}
    </>
  )
}
