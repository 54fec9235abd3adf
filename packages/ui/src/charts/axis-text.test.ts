import { expect, test } from 'vitest'
import { placeText, relativeTick, tickDistances, timeTicks } from './axis-text.ts'
import { placeOfTip } from './line-tip.ts'

for (const [seconds, text] of [
  [0, '0'],
  [0.5, '0.5 s'],
  [30, '30 s'],
  [300, '5 min'],
  [3600, '1 h'],
  [5400, '1 h 30 min'],
  [172_800, '2 d'],
  [90_061, '1 d 1 h 1 min 1 s'],
  [-300, '-5 min'],
] as const)
  test(`${seconds} s after the start are ${text}`, () => expect(relativeTick(seconds)).toBe(text))

test('ticks of steps are whole, those of relative time round, in order', () => {
  expect(tickDistances('step')?.every(Number.isInteger)).toBe(true)
  const distances = tickDistances('relative') ?? []
  expect(distances).toEqual(distances.toSorted((a, b) => a - b))
  for (const distance of [1, 300, 3600, 86_400]) expect(distances).toContain(distance)
  expect(tickDistances('metrics.epoch')).toBeUndefined()
})

test('wall time is ISO in the zone of the reader, with the date where it begins and changes', () => {
  const at = (day: number, hour: number, minute: number): number => new Date(2026, 10, day, hour, minute, 5).getTime()
  expect(placeText(at(30, 23, 46), 'time')).toBe('2026-11-30 23:46:05')
  expect(placeText(at(30, 0, 5), 'time')).toBe('2026-11-30 00:05:05')
  expect(timeTicks([at(29, 23, 0), at(29, 23, 30), at(30, 0, 0)], 1_800_000)).toEqual(['23:00\n2026-11-29', '23:30', '00:00\n2026-11-30'])
  expect(timeTicks([at(29, 1, 2), at(30, 1, 2)], 86_400_000)).toEqual(['2026-11-29', '2026-11-30'])
  expect(timeTicks([at(29, 1, 2)], 10_000)).toEqual(['01:02:05\n2026-11-29'])
})

const size = { width: 200, height: 100 }
for (const [what, plot, window, place] of [
  ['beside it, to the right', { left: 100, top: 100, right: 400, bottom: 300 }, { width: 1440, height: 900 }, { left: 410, top: 150 }],
  [
    'to the left where the right ends',
    { left: 1100, top: 100, right: 1400, bottom: 300 },
    { width: 1440, height: 900 },
    { left: 890, top: 150 },
  ],
  ['below where it is wide', { left: 50, top: 100, right: 1400, bottom: 300 }, { width: 1440, height: 900 }, { left: 400, top: 344 }],
  ['above where it is low', { left: 50, top: 400, right: 1400, bottom: 880 }, { width: 1440, height: 900 }, { left: 400, top: 290 }],
  [
    'in the far corner where there is no room',
    { left: 10, top: 10, right: 1430, bottom: 890 },
    { width: 1440, height: 900 },
    { left: 1230, top: 10 },
  ],
] as const)
  test(`a tooltip stands ${what}`, () => expect(placeOfTip(plot, size, { left: 500, top: 200 }, window)).toEqual(place))
