import { describe, expect, test } from 'vitest'
import { itemAt, mediaIn, mediaRows, stepsOf } from './media-items.ts'

const files = (...paths: string[]) => paths.map((path) => ({ path, is_dir: false, size: 1 }))
const brief = (paths: string[], tables: string[] = []) =>
  mediaIn(files(...paths), new Set(tables)).map(({ kind, key, step, path, small }) => [
    kind,
    key,
    step,
    path,
    ...(small === path ? [] : [small]),
  ])

describe('names that clients write', () => {
  const id = 'b45989b2-a696-4aa9-8584-74ab2f26cfdb'
  test.each(['%', '+'])('log_image with %s: the small copy in lists, the image itself when it is enlarged', (mark) => {
    const image = `images/val#mask${mark}step${mark}10${mark}timestamp${mark}1796082932188${mark}${id}`
    const expected = [['image', 'val/mask', 10, `${image}.png`, `${image}${mark}compressed.webp`]]
    expect(brief([`${image}.png`, `${image}${mark}compressed.webp`])).toEqual(expected)
    expect(brief([`${image}${mark}compressed.webp`, `${image}.png`])).toEqual(expected)
    expect(brief([`${image}${mark}compressed.webp`])).toEqual([['image', 'val/mask', 10, `${image}${mark}compressed.webp`]])
  })

  test.each([
    ['val~mask', '+', 'val/mask'],
    ['val#mask', '+', 'val/mask'],
    ['val#a~b', '%', 'val/a~b'],
  ])('slashes of a key: %s with %s', (name, mark, key) => {
    expect(brief([`images/${name}${mark}step${mark}1${mark}timestamp${mark}5${mark}${id}.png`])[0]?.[1]).toBe(key)
  })

  test('keys with percent signs, plus signs and blanks, negative steps', () => {
    expect(brief([`images/a%b c%step%-1%timestamp%5%${id}.png`])).toEqual([
      ['image', 'a%b c', -1, `images/a%b c%step%-1%timestamp%5%${id}.png`],
    ])
    expect(brief([`images/a+b+step+0+timestamp+5+${id}.png`])[0]?.slice(1, 3)).toEqual(['a+b', 0])
  })

  test('of two images at one step the later one is last', () => {
    const [one, two] = [`images/k+step+1+timestamp+20+x.png`, `images/k+step+1+timestamp+3+y.png`]
    expect(mediaIn(files(one, two)).map(({ path }) => path)).toEqual([two, one])
  })
})

describe('the step in other paths', () => {
  test.each([
    ['samples/epoch_3/grid.png', 'samples/grid.png', 3],
    ['samples/step-000120.png', 'samples/*.png', 120],
    ['epoch_2.png', '*.png', 2],
    ['confusion_epoch=12.png', 'confusion.png', 12],
    ['step_4/voice.wav', 'voice.wav', 4],
    ['audio/voice_step_7_left.mp3', 'audio/voice_left.mp3', 7],
    ['clips/iter 5.mp4', 'clips/*.mp4', 5],
    ['stepfather.png', 'stepfather.png', undefined],
    ['images/epochs.png', 'images/epochs.png', undefined],
    ['run2/plot1.png', 'run2/plot1.png', undefined],
  ])('%s', (path, key, step) => {
    const [found] = mediaIn(files(path))
    expect([found?.key, found?.step]).toEqual([key, step])
  })

  test('files of one folder that differ in their step alone share a key', () => {
    expect(new Set(mediaIn(files('s/step-1.png', 's/step-2.png', 's/step-10.png')).map(({ key }) => key)).size).toBe(1)
  })
})

test('kinds: what is logged as a table, confusion matrices, CSV by step; not models, text or data', () => {
  const found = brief(
    [
      'eval/step_1.json',
      'eval/step_2.json',
      'test_confusion_matrix.json',
      'preds_epoch_1.csv',
      'data.csv',
      'config.json',
      'a.txt',
      'model.pkl',
      'x.parquet',
    ],
    ['eval/step_1.json', 'eval/step_2.json'],
  )
  expect(found.map(([kind, , step, path]) => [kind, step, path])).toEqual([
    ['table', 1, 'eval/step_1.json'],
    ['table', 2, 'eval/step_2.json'],
    ['table', 1, 'preds_epoch_1.csv'],
    ['matrix', undefined, 'test_confusion_matrix.json'],
  ])
})

test('rows: a key each over the runs, folders of images as a gallery, steps of all', () => {
  const a = mediaIn(files('roc.png', 'faces/1.png', 'faces/2.png', 'faces/10.png', 'alone/x.png', 'm_step_1.png', 'm_step_5.png'))
  const b = mediaIn(files('roc.png', 'm_step_3.png'))
  const rows = mediaRows([
    { run_id: 'a', items: a },
    { run_id: 'b', items: b },
  ])
  expect(rows.map(({ key, isGallery, cells }) => [key, isGallery, [...cells.keys()].join('')])).toEqual([
    ['m.png', false, 'ab'],
    ['alone/x.png', false, 'a'],
    ['roc.png', false, 'ab'],
    ['faces/', true, 'a'],
  ])
  expect(rows[3]?.cells.get('a')?.map(({ path }) => path)).toEqual(['faces/1.png', 'faces/2.png', 'faces/10.png'])
  expect(stepsOf(rows)).toEqual([1, 3, 5])
  const cell = rows[0]?.cells.get('a') ?? []
  expect([0, 1, 4, 5, 9].map((step) => itemAt(cell, step)?.step)).toEqual([undefined, 1, 1, 5, 5])
  expect(itemAt(rows[2]?.cells.get('b') ?? [], -5)?.path).toBe('roc.png')
})
