import { expect, test } from 'vitest'
import { imageAt, imagesIn } from './logged-images.ts'

const id = '0c1f9a8e-7d11-4a57-b3a8-cc1f5cc5e2b1'
for (const [what, path, image] of [
  ['with +', `images/dog+step+2+timestamp+17+${id}.png`, { key: 'dog', step: 2, time: 17 }],
  ['with %', `images/dog%step%2%timestamp%17%${id}.png`, { key: 'dog', step: 2, time: 17 }],
  ['with a slash in its key', `images/val#a+b+step+-1+timestamp+17+${id}.webp`, { key: 'val/a+b', step: -1, time: 17 }],
] as const)
  test(`a picture ${what}`, () => expect(imagesIn([path])).toEqual([{ ...image, path }]))

for (const path of ['images/dog.png', `images/dog+step+x+timestamp+1+${id}.png`, `images/dog+step+1+timestamp+1+${id}.json`])
  test(`${path} is no logged picture`, () => expect(imagesIn([path])).toEqual([]))

test('of a picture and its small twin the twin is shown, whichever comes first', () => {
  const big = `images/a+step+1+timestamp+1+${id}.png`
  const small = `images/a+step+1+timestamp+1+${id}+compressed.webp`
  expect(imagesIn([big, small]).map(({ path }) => path)).toEqual([small])
  expect(imagesIn([small, big]).map(({ path }) => path)).toEqual([small])
})

test('at a step the last picture until then is shown', () => {
  const images = imagesIn([5, 1, 3].map((step) => `images/a+step+${step}+timestamp+1+${step}.png`))
  expect(images.map(({ step }) => step)).toEqual([1, 3, 5])
  expect(imageAt(images, 'a', 4)?.step).toBe(3)
  expect(imageAt(images, 'a', 0)).toBeUndefined()
  expect(imageAt(images, 'b', 9)).toBeUndefined()
})
