import { EMPTY_LAYOUT, type Layout, type Panel } from './layout.ts'
import { parseLayout } from './layout-store.ts'

/** An arrangement of more characters than this stays out of addresses. */
const MOST = 24_000

/** A panel as links have it: the metric alone where it is the automatic chart of one. */
const packPanel = (panel: Panel): unknown => (isAutomaticLine(panel) ? panel.id.slice('line:'.length) : panel)

const isAutomaticLine = ({ id, kind, axes, ...others }: Panel): boolean =>
  kind === 'line' &&
  axes.length === 1 &&
  id === `line:${axes[0]?.slice('metrics.'.length)}` &&
  Object.values(others).every((value) => value === undefined)

const unpackPanel = (packed: unknown): unknown =>
  typeof packed === 'string' ? { id: `line:${packed}`, kind: 'line', axes: [`metrics.${packed}`] } : packed

/** An arrangement of charts as a query parameter; '' where it is too long for one. */
export function layoutText({ sections, ...layout }: Layout): string {
  const packed = sections.map(({ panels, ...section }) => ({ ...section, panels: panels.map(packPanel) }))
  const text = bytesToText(new TextEncoder().encode(JSON.stringify({ ...layout, sections: packed })))
  return text.length > MOST ? '' : text
}

/** Reads such a parameter; undefined where there is none, or it makes no sense. */
export function layoutOf(text: string | undefined): Layout | undefined {
  if (!text) return undefined
  try {
    const given = JSON.parse(new TextDecoder().decode(textToBytes(text))) as { sections?: { panels?: unknown[] }[] }
    const sections = (given.sections ?? []).map((section) => ({ ...section, panels: (section.panels ?? []).map(unpackPanel) }))
    return { ...EMPTY_LAYOUT, ...parseLayout({ ...given, sections }) }
  } catch {
    return undefined
  }
}

/** Base64 with the letters that addresses take. */
const bytesToText = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

const textToBytes = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
