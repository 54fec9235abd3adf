import { useSyncExternalStore } from 'react'

const KEY = 'tailrace.pins'
const listeners = new Set<() => void>()
/** What was read last, so that the same text is the same list. */
let known: { text: string | null; pins: readonly string[] } = { text: null, pins: [] }

function read(): readonly string[] {
  const text = localStorage.getItem(KEY)
  if (text !== known.text) known = { text, pins: parsed(text) }
  return known.pins
}

function parsed(text: string | null): readonly string[] {
  try {
    const pins: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(pins) ? pins.filter((pin) => typeof pin === 'string') : []
  } catch {
    return []
  }
}

/** Other tabs tell by the event, this one by `listeners`. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

function toggle(id: string): void {
  const before = read()
  localStorage.setItem(KEY, JSON.stringify(before.includes(id) ? before.filter((pin) => pin !== id) : [...before, id]))
  for (const listener of listeners) listener()
}

/** Identifiers of the experiments that this browser has pinned, and a switch for one. */
export const usePins = (): { pins: readonly string[]; toggle: (id: string) => void } => ({
  pins: useSyncExternalStore(subscribe, read),
  toggle,
})
