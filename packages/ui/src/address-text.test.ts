import { describe, expect, test } from 'vitest'
import { hrefOf, queryOf, splitHref } from './address-text.ts'

describe('an address is split into path and query', () => {
  for (const [href, path, query] of [
    ['', '/', {}],
    ['/', '/', {}],
    ['/runs', '/runs', {}],
    ['/runs?', '/runs', {}],
    ['?q=a', '/', { q: 'a' }],
    ['/runs?q=a+b%20c%2B', '/runs', { q: 'a b c+' }],
    ['/runs?q=a?b&view=charts', '/runs', { q: 'a?b', view: 'charts' }],
    ['/runs?q=1&q=2', '/runs', { q: '2' }],
    ['/runs?q=100%', '/runs', { q: '100%' }],
    ['/runs?q=%2541', '/runs', { q: '%41' }],
    ['/runs?q=', '/runs', { q: '' }],
    ['/models/a%2Fb?view=%E6%97%A5', '/models/a%2Fb', { view: '日' }],
  ] as const)
    test(href || 'nothing', () => {
      const [is, text] = splitHref(href)
      expect([is, queryOf(text)]).toEqual([path, query])
    })
})

describe('an address is written', () => {
  for (const [what, query, href] of [
    ['without a query', {}, '/runs'],
    ['without what is empty', { q: '', view: undefined }, '/runs'],
    ['with what is there, in its order', { view: 'charts', q: "a = 'b c'", sort: '' }, '/runs?view=charts&q=a+%3D+%27b+c%27'],
    ['in any script', { q: '日本 100%' }, '/runs?q=%E6%97%A5%E6%9C%AC+100%25'],
  ] as const)
    test(what, () => {
      expect(hrefOf('/runs', query)).toBe(href)
      const given = Object.entries(query).filter(([, value]) => value)
      expect(queryOf(splitHref(href)[1])).toEqual(Object.fromEntries(given))
    })
})
