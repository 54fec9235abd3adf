/**
 * The twelve colors of series: hues 30 degrees apart at one OKLCH lightness a theme (0.57 on light, 0.76 on dark), in an order that keeps
 * neighbours apart for every kind of color blindness. Tests compute both.
 */
const HUES: readonly (readonly [light: string, dark: string])[] = [
  ['#4570da', '#8bafff'],
  ['#b45c03', '#f99549'],
  ['#088792', '#11c8d8'],
  ['#c84341', '#ff8a83'],
  ['#a74dad', '#e08ee5'],
  ['#18902c', '#6eca73'],
  ['#815dcf', '#b89ffe'],
  ['#088b74', '#0cceac'],
  ['#977103', '#dca81c'],
  ['#0481b3', '#3abeff'],
  ['#bf427c', '#fa86b6'],
  ['#767f04', '#afbc3a'],
]

/** How many series differ in color; from there on they differ in dashes. */
export const COLORS = HUES.length

/** Dashes in CSS px for the first twelve series, the next twelve ...; the first is a whole line. */
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3]]

/** A small hash that is the same in every browser (FNV-1a). */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}

/** The color at a place, as CSS that follows the theme: `light-dark(#4570da, #8bafff)`. */
export function colorAt(index: number): string {
  const [light, dark] = HUES[((index % COLORS) + COLORS) % COLORS] ?? ['#4570da', '#8bafff']
  return `light-dark(${light}, ${dark})`
}

/** A run as far as its color goes. */
export interface Colored {
  readonly run_id: string
  /** Place of the run in its experiment in order of creation, from 0, as the server gives it. */
  readonly ordinal?: number | undefined
  /** The tag `mlflow.runColor`: a color that the reader chose. */
  readonly chosen?: string | undefined
}

/** The tag that holds the color that the reader chose for a run. */
export const COLOR_TAG = 'mlflow.runColor'

/**
 * The color of a run, the same on every page whatever is sorted, filtered or drawn beside it: the one that the reader chose, else that of its place in order of
 * creation, so that twelve runs in a row differ; without a place one by its id. A value for CSS; `forCanvas` makes it one for a canvas.
 */
export function colorOf({ run_id, ordinal, chosen }: Colored): string {
  return chosen !== undefined && /^#[0-9a-f]{6}$/i.test(chosen) ? chosen : colorAt(ordinal ?? hash(run_id))
}

/** Dashes (CSS px) of each series of a list: those that share a color get different ones. */
export function dashesOf(colors: readonly string[]): (readonly number[])[] {
  const used = new Map<string, number>()
  return colors.map((color) => {
    const before = used.get(color) ?? 0
    used.set(color, before + 1)
    return DASHES[before % DASHES.length] ?? []
  })
}

/** A color of a series as a canvas takes it, e.g. `#4570da`; other CSS colors stay as they are. */
export function forCanvas(color: string, dark: boolean): string {
  const [, light, other] = /^light-dark\((.+?), *(.+)\)$/.exec(color) ?? []
  return (dark ? other : light) ?? color
}

/** `#rrggbb` with an opacity of 0 to 1, as CSS. */
export function faint(hex: string, opacity: number): string {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return hex
  return (
    hex +
    Math.round(opacity * 255)
      .toString(16)
      .padStart(2, '0')
  )
}
