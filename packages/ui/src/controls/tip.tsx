import { Tooltip } from './overlays.tsx'
import { type ReactNode, useEffect, useReducer, useState } from 'react'

type Side = 'top' | 'right' | 'bottom' | 'left'

/** Attributes that give an element a tip: words that appear beside it when the pointer rests on it, or the focus comes to it by key. */
export const tip = (label: string, side: Side = 'top'): { 'data-tip': string; 'data-tip-side': Side } => ({
  'data-tip': label,
  'data-tip-side': side,
})

/** ms that the pointer rests before a tip appears. */
const DELAY = 400

const tipped = (target: EventTarget | null): HTMLElement | undefined =>
  (target instanceof Element && target.closest<HTMLElement>('[data-tip]')) || undefined

/** Shows the tips of the page, one at a time: a component for each would cost every page more than all its words. Once in the frame. */
export function Tips(): ReactNode {
  const at = useTipped()
  const [, again] = useReducer((times: number) => times + 1, 0)
  useEffect(() => {
    if (!at) return
    const observer = new MutationObserver(again)
    observer.observe(at, { attributeFilter: ['data-tip'] })
    return () => observer.disconnect()
  }, [at])
  if (!at?.isConnected) return null
  return <Tooltip opened target={at} label={at.dataset['tip']} position={(at.dataset['tipSide'] ?? 'top') as Side} />
}

function useTipped(): HTMLElement | undefined {
  const [at, setAt] = useState<HTMLElement | undefined>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const show = (element: HTMLElement | undefined, delay: number): void => {
      clearTimeout(timer)
      setAt((before) => (before === element ? before : undefined))
      if (element) timer = setTimeout(() => setAt(element), delay)
    }
    const listeners = {
      pointerover: ({ target, pointerType }: PointerEvent) => show(pointerType === 'touch' ? undefined : tipped(target), DELAY),
      focusin: ({ target }: FocusEvent) => target instanceof Element && target.matches(':focus-visible') && show(tipped(target), 0),
      focusout: () => show(undefined, 0),
      keydown: ({ key }: KeyboardEvent) => key === 'Escape' && show(undefined, 0),
    }
    for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener as EventListener)
    return () => {
      clearTimeout(timer)
      for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener as EventListener)
    }
  }, [])
  return at
}
