import { expect, test } from 'vitest'
import { visited } from './recent-places.ts'

test('the newest place comes first, once for all its filters, and the oldest go', () => {
  const places = Array.from({ length: 12 }, (_, index) => ({ href: `/experiments/${index}`, name: `experiment ${index}` }))
  const next = visited(places, { href: '/experiments/3?q=a', name: 'experiment 3' })
  expect(next).toHaveLength(12)
  expect(next.slice(0, 2)).toEqual([{ href: '/experiments/3?q=a', name: 'experiment 3' }, places[0]])
  expect(visited(next, { href: '/models/a', name: 'a' })).toHaveLength(12)
})
