import { useLayoutEffect, useMemo, useRef, useSyncExternalStore } from 'react'

/** One shortcut: `keys` is a key (`j`, `Enter`, `?`), a chord (`mod+k`; mod is Ctrl or Cmd) or a sequence (`g h`). */
export interface Shortcut {
  keys: string
  /** What it does, for the sheet of keys; begins with a verb. */
  does: string
  run: (event: KeyboardEvent) => void
  /** Also while one types. */
  typing?: boolean
}

interface Layer {
  group: string
  shortcuts: readonly Shortcut[]
}

let layers: readonly Layer[] = []
const listeners = new Set<() => void>()
/** ms in which the second key of a sequence must follow. */
const SEQUENCE_MS = 1_000
let pending = ''
let pendingUntil = 0

function setLayers(next: readonly Layer[]): void {
  layers = next
  for (const listener of listeners) listener()
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && !isToggle(target)

const isToggle = (target: HTMLElement): boolean => target instanceof HTMLInputElement && /^(checkbox|radio|range|button)$/.test(target.type)

/** Whether a dialog or menu is open, which has the keyboard to itself. */
const isCovered = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"],[role="menu"],[role="listbox"]') !== null

function nameOf(event: KeyboardEvent): string {
  const chord = event.ctrlKey || event.metaKey ? 'mod+' : event.altKey ? 'alt+' : ''
  const shifted = event.shiftKey && event.key.length > 1 ? 'shift+' : ''
  return chord + shifted + (event.key === ' ' ? 'Space' : event.key)
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const name = nameOf(event)
  const typing = isTyping(event.target)
  const covered = isCovered(event.target)
  const sequence = pending && performance.now() < pendingUntil ? `${pending} ${name}` : ''
  pending = ''
  // The newest layer wins: a list's `j` beats the page's.
  const all = layers.toReversed().flatMap(({ shortcuts }) => shortcuts)
  const usable = all.filter((shortcut) => shortcut.typing || (!typing && !covered))
  // Enter and Space on a control work that control.
  const onControl = event.target instanceof HTMLElement && event.target.closest('button,a,[role="button"],summary,input') !== null
  const found = usable.find(({ keys }) => keys === sequence) ?? usable.find(({ keys }) => keys === name)
  if (found) {
    if ((name === 'Enter' || name === 'Space') && onControl) return
    event.preventDefault()
    found.run(event)
  } else if (usable.some(({ keys }) => keys.startsWith(`${name} `))) {
    pending = name
    pendingUntil = performance.now() + SEQUENCE_MS
  }
}

/** Registers shortcuts while the component is mounted; `group` is their heading in the sheet of keys. */
export function useKeys(group: string, shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  const signature = useMemo(() => shortcuts.map(({ keys, does, typing }) => `${keys}\t${does}\t${typing}`).join('\n'), [shortcuts])
  // Before the picture: whoever sees what a key is for may press it.
  useLayoutEffect(() => {
    const layer: Layer = {
      group,
      shortcuts: latest.current.map((shortcut, index) => ({ ...shortcut, run: (event) => latest.current[index]?.run(event) })),
    }
    setLayers([...layers, layer])
    return () => setLayers(layers.filter((other) => other !== layer))
  }, [group, signature])
}

/** Listens to the keyboard; call once. */
export function startKeys(): () => void {
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** What the keyboard does right now, by group. */
export const useLayers = (): readonly Layer[] => useSyncExternalStore(subscribe, () => layers)
