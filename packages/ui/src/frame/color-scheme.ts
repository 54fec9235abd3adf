import { useSyncExternalStore } from 'react'

/** `auto` follows the system. */
export type ColorScheme = 'auto' | 'light' | 'dark'

const KEY = 'tailrace.theme'
const systemIsDark = matchMedia('(prefers-color-scheme: dark)')
/** Paper is light. */
const isPrinted = matchMedia('print')
const watchers = new Set<() => void>()

function colorScheme(): ColorScheme {
  const stored = localStorage.getItem(KEY)
  return stored === 'light' || stored === 'dark' ? stored : 'auto'
}

function isDark(): boolean {
  if (isPrinted.matches) return false
  const chosen = colorScheme()
  return chosen === 'dark' || (chosen === 'auto' && systemIsDark.matches)
}

function apply(): void {
  // The name that the library above the page reads, too.
  document.documentElement.dataset['mantineColorScheme'] = isDark() ? 'dark' : 'light'
  watchers.forEach((watcher) => watcher())
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

export function setColorScheme(chosen: ColorScheme): void {
  localStorage.setItem(KEY, chosen)
  apply()
}

/** What was chosen; shown anew when it changes. */
export const useColorScheme = (): ColorScheme => useSyncExternalStore(watch, colorScheme)

/** Whether the page is dark, which it never is on paper; shown anew when that changes. */
export const useIsDark = (): boolean => useSyncExternalStore(watch, isDark)

/** Notes on an element for which scheme what is inside of it is drawn now: a canvas keeps its colors until it is drawn anew. */
export function markInk(element: HTMLElement): void {
  element.dataset['ink'] = isDark() ? 'dark' : 'light'
}

/** Applies what was chosen, now and whenever the system or another tab changes it. */
export function followColorScheme(): void {
  apply()
  systemIsDark.addEventListener('change', apply)
  isPrinted.addEventListener('change', apply)
  addEventListener('storage', ({ key }) => key === KEY && apply())
}
