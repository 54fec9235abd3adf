import { Button } from '../controls/Button.tsx'
import { errorText } from '../api/error-text.ts'
import { loadOverlays, Notifications } from '../controls/overlays.tsx'
import { type ReactNode, useSyncExternalStore } from 'react'
import styles from './Frame.module.css'

type Notify = Awaited<ReturnType<typeof loadOverlays>>['notifications']['show']

/** Takes back the last thing that offered it; undefined when there is none. */
let undoLast: (() => void) | undefined

/** How many toasts there were. */
let made = 0
const watchers = new Set<() => void>()

/** Where toasts appear; once in the document. */
export function Toasts(): ReactNode {
  const any = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => made > 0,
  )
  return any && <Notifications className={styles['toasts'] ?? ''} position="bottom-left" limit={4} autoClose={6000} />
}

/** Says in the lower left corner what was done; with `undo` for ten seconds it can be taken back, also by the key `u`. */
export function toast(message: ReactNode, { undo, bad }: { undo?: () => unknown; bad?: boolean } = {}): void {
  const id = `toast-${++made}`
  watchers.forEach((watcher) => watcher())
  const takeBack =
    undo &&
    (() => {
      void loadOverlays().then(({ notifications }) => notifications.hide(id))
      if (undoLast === takeBack) undoLast = undefined
      void undo()
    })
  if (takeBack) undoLast = takeBack
  const shown: Parameters<Notify>[0] = {
    id,
    color: bad ? 'red' : 'blue',
    autoClose: takeBack ? 10_000 : bad ? 10_000 : 5_000,
    role: bad ? 'alert' : 'status',
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: (
      <span style={{ display: 'flex', gap: 12, alignItems: 'center', justifyContent: 'space-between' }}>
        <span>{message}</span>
        {takeBack && (
          <Button small variant="subtle" onClick={takeBack}>
            Undo
          </Button>
        )}
      </span>
    ),
    onClose: () => {
      if (undoLast === takeBack) undoLast = undefined
    },
  }
  // A server that is gone has its banner.
  loadOverlays().then(
    ({ notifications }) => notifications.show(shown),
    () => undefined,
  )
}

/** Says that something failed, in the server's own words. */
export function toastError(error: unknown): void {
  toast(errorText(error), { bad: true })
}

/** Takes the last thing back, if it can be. */
export function takeBackLast(): void {
  undoLast?.()
}
