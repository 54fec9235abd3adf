const IS_APPLE = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '')

const NAMES: Readonly<Record<string, string>> = {
  mod: IS_APPLE ? '⌘' : 'Ctrl',
  alt: IS_APPLE ? '⌥' : 'Alt',
  shift: IS_APPLE ? '⇧' : 'Shift',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
}

/** A shortcut as keyboards label it: `mod+k` is `Ctrl K` or `⌘ K`, `g h` stays `g h`. */
export function keyText(keys: string): string {
  return keys
    .split(' ')
    .map((key) => {
      const parts = key === '+' ? [key] : key.split('+')
      const isChord = parts.length > 1
      return parts.map((part) => NAMES[part] ?? (isChord && part.length === 1 ? part.toUpperCase() : part)).join(' ')
    })
    .join(' ')
}
