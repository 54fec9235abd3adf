import { useEffect, useRef } from 'react'

/** Gives the focus back, when an editor in the page or a dialog closes, to what opened it; to what has its name where that was drawn anew. */
export function useFocusBack(open: boolean): void {
  const opener = useRef<Element | undefined>(undefined)
  const was = useRef(false)
  if (open && !was.current) opener.current = openerNow()
  was.current = open
  useEffect(() => {
    if (!open) return undefined
    return () => void requestAnimationFrame(() => giveBack(opener.current, FRAMES))
  }, [open])
}

/** What has the focus; the button of a menu for one of its items. */
function openerNow(): Element | undefined {
  const { activeElement } = document
  const menu = activeElement?.closest('[data-menu-dropdown]')
  return (menu && document.getElementById(menu.id.replace(/-dropdown$/, ''))) ?? activeElement ?? undefined
}

/** Frames that a dialog may take to go. */
const FRAMES = 30

function giveBack(opener: Element | undefined, frames: number): void {
  const { activeElement } = document
  if (activeElement?.closest('[role=dialog]') && frames > 0) {
    requestAnimationFrame(() => giveBack(opener, frames - 1))
    return
  }
  if (!opener || (activeElement !== null && activeElement !== document.body)) return
  const again = opener.isConnected ? opener : [...document.querySelectorAll('button')].find((each) => nameOf(each) === nameOf(opener))
  if (again instanceof HTMLElement) again.focus()
}

const nameOf = (button: Element): string | null => button.getAttribute('aria-label') ?? button.textContent
