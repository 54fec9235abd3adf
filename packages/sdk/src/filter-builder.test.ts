import { expect, test } from 'vitest'
import { type Filter, and, attribute, dataset, metric, not, or, param, tag } from './filter-builder.ts'

const accuracy = metric('accuracy').gt(0.9)

for (const [what, filter, text] of [
  ['a metric', accuracy, 'metrics.`accuracy` > 0.9'],
  ['a small number', metric('lr').le(1e-7), 'metrics.`lr` <= 1e-7'],
  ['a key with a space and a slash', metric('val/top 1').ne(-2), 'metrics.`val/top 1` != -2'],
  ['a key with back-ticks', tag('a`b').eq('x'), 'tags."a`b" = \'x\''],
  ['a text with a quote', param('who').eq("it's"), 'params.`who` = "it\'s"'],
  ['a pattern', param('model').ilike('%forest_'), "params.`model` ILIKE '%forest_'"],
  ['what is missing', tag('reviewed').isNull(), 'tags.`reviewed` IS NULL'],
  ['ids', attribute('run_id').in(['a', 'b']), "run_id IN ('a', 'b')"],
  ['not among them', dataset('name').notIn(['iris']), "dataset.name NOT IN ('iris')"],
  ['a time', attribute('start_time').ge(1_700_000_000_000), 'start_time >= 1700000000000'],
  ['a status', attribute('status').ne('FAILED'), "status != 'FAILED'"],
  ['both', accuracy.and(tag('a').eq('1'), tag('b').like('2%')), "metrics.`accuracy` > 0.9 AND tags.`a` = '1' AND tags.`b` LIKE '2%'"],
  ['none', and(), ''],
  [
    'either, inside of both',
    and(accuracy, or(tag('a').eq('1'), tag('b').eq('2'))),
    "metrics.`accuracy` > 0.9 AND (tags.`a` = '1' OR tags.`b` = '2')",
  ],
  ['both kinds of quotes', tag('a').eq(`it's "x\\y"`), String.raw`tags.\`a\` = E'it\'s "x\\y"'`.replaceAll('\\`', '`')],
  ['a backslash at the end', tag('a').eq('C:\\'), "tags.`a` = E'C:\\\\'"],
  ['a list of odd texts', tag('a').in([`it's "x"`, 'C:\\new', 'a\nb']), String.raw`tags.${'`a`'} IN ('it\x27s "x"', 'C:\x5cnew', 'a\nb')`],
  ['the opposite', not(accuracy), 'NOT (metrics.`accuracy` > 0.9)'],
] as [string, Filter, string][]) {
  test(`${what}: ${text}`, () => expect(String(filter)).toBe(text))
}

test('orders', () => {
  expect([metric('loss').asc(), attribute('start_time').desc()]).toEqual(['metrics.`loss` ASC', 'start_time DESC'])
})

for (const [why, make] of [
  ['NaN', () => metric('a').gt(Number.NaN)],
  ['an infinity', () => metric('a').lt(Number.POSITIVE_INFINITY)],
  ['both kinds of quotes in a key', () => tag('`"')],
  ['an empty list', () => attribute('run_id').in([])],
] as const) {
  test(`${why} is refused`, () => expect(make).toThrow(expect.objectContaining({ code: 'CONFIGURATION' })))
}
