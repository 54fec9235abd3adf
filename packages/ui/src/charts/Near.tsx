import { type ReactNode, useEffect, useRef, useState } from 'react'

/** How far outside of the window children are rendered. */
const MARGIN = '400px'

/** Called when an element comes near the window or leaves it. */
const listeners = new WeakMap<Element, (isNear: boolean) => void>()
let observer: IntersectionObserver | undefined

function observe(element: Element, listener: (isNear: boolean) => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting)
    },
    { rootMargin: MARGIN },
  )
  listeners.set(element, listener)
  observer.observe(element)
  return () => {
    observer?.unobserve(element)
    listeners.delete(element)
  }
}

/** Renders its children near the window alone; elsewhere it is an empty box of an estimated height, px. What has the focus stays. */
export function Near({ height, initially, children }: { height: number; initially: boolean; children: ReactNode }): ReactNode {
  const place = useRef<HTMLDivElement>(null)
  const [isNear, setNear] = useState(initially)
  useEffect(() => {
    const element = place.current
    if (!element) return
    return observe(element, (next) => {
      if (next || !element.contains(document.activeElement)) setNear(next)
    })
  }, [])
  return (
    <div ref={place} style={isNear ? undefined : { height }}>
      {isNear && children}
    </div>
  )
}
