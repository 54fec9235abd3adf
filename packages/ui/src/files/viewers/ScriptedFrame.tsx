import { type ReactNode, useEffect, useRef, useState } from 'react'
import { BASE } from '../../api/http.ts'
import own from './viewers.module.css'

/** px */
const HEIGHT = { least: 40, first: 240, most: 1200 }
/** How far outside of the window a page is already drawn. */
const MARGIN = '600px'

/** HTML that is no file, drawn by its scripts in a sandbox of its own once it is near the window; as high as it says it is. */
export function ScriptedFrame({ page, name, hasNetwork }: { page: string; name: string; hasNetwork: boolean }): ReactNode {
  const place = useRef<HTMLDivElement>(null)
  const frame = useRef<HTMLIFrameElement>(null)
  const [isNear, setNear] = useState(false)
  const [height, setHeight] = useState(HEIGHT.first)
  useEffect(() => {
    const element = place.current
    if (!element || isNear) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), { rootMargin: MARGIN })
    observer.observe(element)
    return () => observer.disconnect()
  }, [isNear])
  useEffect(() => {
    const listener = ({ source, data }: MessageEvent<unknown>): void => {
      if (source === null || source !== frame.current?.contentWindow) return
      const said = typeof data === 'object' && data !== null && 'height' in data ? data.height : undefined
      if (typeof said === 'number' && Number.isFinite(said)) setHeight(Math.max(HEIGHT.least, Math.min(HEIGHT.most, said)))
    }
    addEventListener('message', listener)
    return () => removeEventListener('message', listener)
  }, [])
  return (
    <div ref={place} style={{ minHeight: height }}>
      {isNear && (
        <iframe
          ref={frame}
          key={String(hasNetwork)}
          className={own['frame']}
          style={{ height, minHeight: 0, display: 'block' }}
          src={`${BASE}scripted-frame${hasNetwork ? '?network=1' : ''}`}
          sandbox="allow-scripts"
          referrerPolicy="no-referrer"
          title={name}
          // Its origin is opaque, so no other target can be named.
          onLoad={({ currentTarget }) => currentTarget.contentWindow?.postMessage(page, '*')}
        />
      )}
    </div>
  )
}
