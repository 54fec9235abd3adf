import { describe, expect, test } from 'vitest'
import { BATCH, Batch, type Entry, itemsOf, pairOf, pieces, pointOf } from './entry.ts'

const points = (count: number) => Array.from({ length: count }, (_, step) => ({ key: 'm', value: 1, timestamp: 1, step }))
const pairs = (count: number, value = 'x') => Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value }))

describe('points', () => {
  for (const [value, sent] of [
    [0.5, 0.5],
    [-0, -0],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ] as const) {
    test(`${value} travels as ${sent}`, () => expect(pointOf('m', value, 3, 7)).toEqual({ key: 'm', value: sent, step: 3, timestamp: 7 }))
  }
  for (const value of ['1', null, undefined, 1n, new Date()]) {
    test(`${String(value)} (${typeof value}) is refused`, () =>
      expect(() => pointOf('m', value as unknown as number, 0, 0)).toThrow(/is no number/))
  }
})

describe('texts of params and tags', () => {
  for (const [value, text] of [
    ['a', 'a'],
    ['', ''],
    [1.5, '1.5'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [10n, '10'],
    [[1, 'a'], '[1,"a"]'],
    [{ a: { b: 1 } }, '{"a":{"b":1}}'],
  ] as const) {
    test(`${typeof value} ${text}`, () => expect(pairOf('k', value, 'param')).toEqual({ key: 'k', value: text }))
  }
})

describe('keys', () => {
  for (const key of ['a', 'val/acc top-1', 'a.b:c_d', 'größe', '数', 'x'.repeat(250)]) {
    test(`${key.slice(0, 20)} is taken`, () => expect(pairOf(key, 1, 'tag').key).toBe(key))
  }
  for (const [why, key] of [
    ['the empty key', ''],
    ['a long one', 'x'.repeat(251)],
    ['a question mark', 'a?b'],
    ['a line break', 'a\nb'],
    ['a part above', '../a'],
    ['a part of the same', 'a/./b'],
    ['an empty part', 'a//b'],
    ['a slash at the end', 'a/'],
    ['no text', 7],
  ] as const) {
    test(`${why} is refused`, () => {
      const refusal = expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE' }) as Error
      expect(() => pairOf(key as string, 1, 'param')).toThrow(refusal)
      expect(() => pointOf(key as string, 1, 0, 0)).toThrow(refusal)
    })
  }
})

describe('pieces of what one call logs', () => {
  for (const [what, entry, sizes] of [
    ['points', { metrics: points(2500) }, [1000, 1000, 500]],
    ['params', { params: pairs(250) }, [100, 100, 50]],
    ['tags', { tags: pairs(101) }, [100, 1]],
    ['long texts', { params: pairs(3, 'x'.repeat(100_000)) }, [1, 1, 1]],
    ['one text that is too long by itself', { tags: pairs(1, 'x'.repeat(400_000)) }, [1]],
    ['all kinds', { metrics: points(1), params: pairs(2), tags: pairs(3) }, [1, 2, 3]],
    ['nothing', {}, []],
    ['the end of a run', { end: { status: 'FINISHED', end_time: 1 } }, [1]],
  ] as [string, Entry, number[]][]) {
    test(`${what}: ${sizes.join(', ')}`, () => expect(Array.from(pieces(entry), itemsOf)).toEqual(sizes))
  }
})

describe('a batch', () => {
  const full = (entry: Entry): Batch => {
    const batch = new Batch()
    batch.add(entry, 0)
    return batch
  }
  for (const [why, inside, next, characters, fits] of [
    ['the last point', { metrics: points(999) }, { metrics: points(1) }, 0, true],
    ['one point too many', { metrics: points(1000) }, { metrics: points(1) }, 0, false],
    ['the last param', { params: pairs(99) }, { params: [{ key: 'new', value: '1' }] }, 0, true],
    ['one param too many', { params: pairs(100) }, { params: [{ key: 'new', value: '1' }] }, 0, false],
    ['one tag too many', { tags: pairs(100) }, { tags: [{ key: 'new', value: '1' }] }, 0, false],
    ['a thousand in all', { metrics: points(950) }, { params: pairs(51) }, 0, false],
    ['more text than a request holds', { metrics: points(1) }, { params: pairs(1) }, BATCH.characters + 1, false],
    ['more text than a request holds, alone', {}, { params: pairs(1) }, BATCH.characters + 1, true],
    ['the same value of a param', { params: pairs(1) }, { params: pairs(1) }, 0, true],
    ['another value of a param, which is refused alone', { params: pairs(1) }, { params: pairs(1, 'other') }, 0, false],
    ['another value of a tag, which has to come later', { tags: pairs(1) }, { tags: pairs(1) }, 0, false],
    ['the end behind something', { metrics: points(1) }, { end: { status: 'FAILED', end_time: 1 } }, 0, false],
    ['something behind the end', { end: { status: 'FAILED', end_time: 1 } }, { metrics: points(1) }, 0, false],
  ] as [string, Entry, Entry, number, boolean][]) {
    test(`${why}: ${fits ? 'fits' : 'has to wait'}`, () => {
      const batch = full(inside)
      const before = batch.items
      expect(batch.add(next, characters)).toBe(fits)
      if (!fits) expect(batch.items).toBe(before)
    })
  }
})
