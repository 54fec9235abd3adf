/** `auto` follows the system. */
export type Contrast = 'auto' | 'high' | 'normal'

const KEY = 'tailrace.contrast'
const wantsMore = matchMedia('(prefers-contrast: more)')

export function contrast(): Contrast {
  const stored = localStorage.getItem(KEY)
  return stored === 'high' || stored === 'normal' ? stored : 'auto'
}

function apply(): void {
  const chosen = contrast()
  const high = chosen === 'high' || (chosen === 'auto' && wantsMore.matches)
  document.documentElement.dataset['contrast'] = high ? 'high' : 'normal'
}

export function setContrast(chosen: Contrast): void {
  localStorage.setItem(KEY, chosen)
  apply()
}

/** Applies the reader's contrast, now and whenever the system's wish changes. */
export function followContrast(): void {
  apply()
  wantsMore.addEventListener('change', apply)
}
