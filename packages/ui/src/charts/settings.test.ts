import { expect, test } from 'vitest'
import { parseSettings, parseZoom, zoomText } from './settings.ts'

for (const [text, zoom] of [
  ['100~5000', [100, 5000]],
  ['-3~0.5', [-3, 0.5]],
  ['5~5', undefined],
  ['9~1', undefined],
  ['~3', undefined],
  ['1~2~3', undefined],
  ['a~b', undefined],
  ['', undefined],
  [undefined, undefined],
] as const)
  test(`zoom ${text}`, () => expect(parseZoom(text)).toEqual(zoom))

for (const [query, settings] of [
  [{}, { x: 'step', smooth: 0, log: false, clip: false, zoom: undefined }],
  [
    { x: 'relative', smooth: '0.6', log: '1', clip: '1', zoom: '1~2' },
    { x: 'relative', smooth: 0.6, log: true, clip: true, zoom: [1, 2] },
  ],
  [
    { x: 'metrics.a/b', smooth: '1' },
    { x: 'metrics.a/b', smooth: 0, log: false, clip: false, zoom: undefined },
  ],
  [
    { x: 'weekday', smooth: 'x' },
    { x: 'step', smooth: 0, log: false, clip: false, zoom: undefined },
  ],
] as const)
  test(`settings of ${JSON.stringify(query)}`, () => expect(parseSettings(query)).toEqual(settings))

test('a zoom is written short and is read back', () => {
  expect(zoomText([10.2, 99.5], 'step')).toBe('10~100')
  expect(zoomText([0.123456789, 2], 'relative')).toBe('0.123457~2')
  expect(zoomText(undefined, 'step')).toBeUndefined()
  expect(parseZoom(zoomText([10.2, 99.5], 'step'))).toEqual([10, 100])
})
