import { expect, test } from 'vitest'
import { COLORS, colorAt, colorOf, dashesOf, faint, forCanvas } from './series-colors.ts'

const places = Array.from({ length: COLORS }, (_, index) => index)
const linear = (hex: string): number[] =>
  [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
function oklab([r = 0, g = 0, b = 0]: number[]): [number, number, number] {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}
const deuteranopia = ([r = 0, g = 0, b = 0]: number[]): number[] =>
  [0.367322 * r + 0.860646 * g - 0.227968 * b, 0.280085 * r + 0.672501 * g + 0.047413 * b, -0.01182 * r + 0.04294 * g + 0.968881 * b].map(
    (part) => Math.max(0, part),
  )

for (const [theme, lightness, dark] of [
  ['light', 0.57, false],
  ['dark', 0.76, true],
] as const) {
  test(`the colors of the ${theme} theme are twelve of one lightness`, () => {
    const colors = places.map((place) => forCanvas(colorAt(place), dark))
    expect(new Set(colors).size).toBe(12)
    for (const color of colors) expect(oklab(linear(color))[0]).toBeCloseTo(lightness, 2)
  })

  test(`neighbours in the ${theme} theme stay apart without seeing green`, () => {
    const seen = places.map((place) => oklab(deuteranopia(linear(forCanvas(colorAt(place), dark)))))
    for (const [place, a] of seen.entries()) {
      const b = seen[(place + 1) % COLORS] ?? a
      expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThan(0.045)
    }
  })
}

for (const [what, run, color] of [
  ['by its place', { run_id: 'a', ordinal: 3 }, colorAt(3)],
  ['of the same place in another round', { run_id: 'b', ordinal: 15 }, colorAt(3)],
  ['that the reader chose', { run_id: 'a', ordinal: 3, chosen: '#12aB34' }, '#12aB34'],
  ['by its place where the choice is no color', { run_id: 'a', ordinal: 3, chosen: 'url(x)' }, colorAt(3)],
] as const)
  test(`a run has a color ${what}`, () => expect(colorOf(run)).toBe(color))

test('twelve runs in a row differ, and a run without a place keeps a color', () => {
  const colors = Array.from({ length: COLORS }, (_, index) => colorOf({ run_id: 'a', ordinal: 7 + index }))
  expect(new Set(colors).size).toBe(COLORS)
  expect(colorOf({ run_id: 'a-run' })).toBe(colorOf({ run_id: 'a-run' }))
})

test('series that share a color differ in dashes', () => {
  expect(dashesOf([colorAt(0), colorAt(1), colorAt(12), colorAt(24)])).toEqual([[], [], [6, 3], [2, 3]])
})

test('opacity is written into the color', () => {
  expect(faint('#4570da', 0.2)).toBe('#4570da33')
  expect(faint('red', 0.2)).toBe('red')
})
