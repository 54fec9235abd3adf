/**
 * The twelve colours of series: hues 30 degrees apart at one OKLCH lightness a theme (0.57 on light, 0.76 on dark), in an order that keeps
 * neighbours apart for every kind of colour blindness. Tests compute both.
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

/** The places of the colours in the order of their hues, a circle: those that are next to each other here look alike. */
const CIRCLE = [3, 1, 8, 11, 5, 7, 2, 9, 0, 6, 4, 10]

/** How many series differ in colour; from there on they differ in dashes. */
export const COLORS = HUES.length

/** Dashes in CSS px for the first twelve series, the next twelve ...; the first is a whole line. */
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3]]

/** A small hash that is the same in every browser (FNV-1a). */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}

/** The colour at a place, as CSS that follows the theme: `light-dark(#4570da, #8bafff)`. */
export function colorAt(index: number): string {
  const [light, dark] = HUES[((index % COLORS) + COLORS) % COLORS] ?? ['#4570da', '#8bafff']
  return `light-dark(${light}, ${dark})`
}

/** The colour of a run, always the same for the same id; with `index` that of a place in a list instead. A value for CSS; `forCanvas` makes it one for a canvas. */
export const colorOf = (runId: string, index?: number): string => colorAt(index ?? hash(runId))

/**
 * Colours for a list of runs: each its own one (`colorOf`) where nothing like it is taken, else the one that is farthest from those that are;
 * never the same twice within twelve. The runs in front keep theirs when others follow.
 */
export function colorsOf(runIds: readonly string[]): Map<string, string> {
  const colors = new Map<string, string>()
  // How far each place on the circle is from the nearest one that is taken; more than two places apart no colours look alike.
  let free: number[] = []
  const atMost = (place: number, distance: number): void => {
    const at = (place + COLORS) % COLORS
    free[at] = Math.min(free[at] ?? 0, distance)
  }
  runIds.forEach((id) => {
    if (colors.has(id)) return
    if (colors.size % COLORS === 0) free = CIRCLE.map(() => 2)
    const place = freePlace(CIRCLE.indexOf(hash(id) % COLORS), free)
    atMost(place, 0)
    atMost(place - 1, 1)
    atMost(place + 1, 1)
    colors.set(id, colorAt(CIRCLE[place] ?? 0))
  })
  return colors
}

/** The place on the circle where a series goes that would like to be at `own`. */
function freePlace(own: number, free: readonly number[]): number {
  let best = own
  for (let step = 1; step < COLORS && (free[best] ?? 0) < 2; step++) {
    const place = (own + step) % COLORS
    if ((free[place] ?? 0) > (free[best] ?? 0)) best = place
  }
  return best
}

/** Dashes (CSS px) of each series of a list: those that share a colour get different ones. */
export function dashesOf(colors: readonly string[]): (readonly number[])[] {
  const used = new Map<string, number>()
  return colors.map((color) => {
    const before = used.get(color) ?? 0
    used.set(color, before + 1)
    return DASHES[before % DASHES.length] ?? []
  })
}

/** A colour of a series as a canvas takes it, e.g. `#4570da`; other CSS colours stay as they are. */
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
