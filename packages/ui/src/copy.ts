import { useEffect, useState } from 'react'

/**
 * Puts a text on the clipboard. On a page that is neither https nor localhost browsers offer no clipboard, so there the text is selected and
 * copied the old way. Rejects when the browser allows neither.
 */
export async function copyText(text: string): Promise<void> {
  // Absent on plain http, whatever the types say.
  const clipboard = navigator.clipboard as Clipboard | undefined
  if (clipboard) return clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  // Inside an open dialog, or its focus trap takes the selection away.
  const parent = document.activeElement?.closest('[role="dialog"]') ?? document.body
  parent.append(area)
  try {
    area.select()
    if (!document.execCommand('copy')) throw new Error('the browser did not let the page copy')
  } finally {
    area.remove()
  }
}

/** Copies, and says so for a second and a half. */
export function useCopy(): { copy: (text: string) => void; copied: boolean } {
  const [copied, setCopied] = useState(0)
  useEffect(() => {
    if (copied === 0) return
    const timer = setTimeout(() => setCopied(0), 1_500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = (text: string): void =>
    void copyText(text).then(
      () => setCopied((n) => n + 1),
      () => {},
    )
  return { copy, copied: copied > 0 }
}
