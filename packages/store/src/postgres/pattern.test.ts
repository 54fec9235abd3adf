import { beforeAll, describe } from 'vitest'
import { textList } from '../dialect.ts'
import { expect, onEachDatabase, test } from '../each-database.ts'
import { compareText } from '../filter-sql.ts'
import { matchesPattern } from '../pattern.ts'
import { raw } from '../sql.ts'
import { postgresPattern } from './pattern.ts'

/** Patterns that PostgreSQL would read in its own way, or not at all, if it were given them as they are. */
const PATTERNS = [
  ['', 'a', 'abc', '^abc$', 'a|b', 'a|', '|', '(|a)b', '()', '()*', '(a)(b)', '(?:a|b)+c', 'a.c', '(?s)a.c', '(?s:a.)c', '.', '(?s).'],
  ['a*', '^a*$', 'a+?b', '^(a|ab)(c|bcd)$', '^a{2}$', 'a{2,}', '^a{2,3}?$', 'a{,2}', 'a{', 'a{x}', '^a{0}b', '(?U)a+b', '(?U)^a+?$'],
  ['^', '$', '^$', '\\A', '\\z', '\\Aabc\\z', 'a$', '(?m)^b', '(?m)a$', '(?m)^$', '^*a', '(?:^)*b', '(?:$)+', '(?m)(?:^a|b$)+', '$a', 'a^'],
  ['\\bfoo\\b', '\\Bo', 'o\\B', '\\b', '\\B', '^\\B$', '\\bé', '(?:\\b)+foo', '(?:a\\b|o)+'],
  ['\\d+', '\\D', '\\w+', '^\\W+$', '\\s', '\\S', '[\\d-z]', '[^\\w\\s]', '[[:word:]]+', '^[[:^alpha:]]+$', '[[:punct:]]', '[]a]', '[^]a]'],
  [
    '[a-c]',
    '[^a-c]',
    '[\\]\\-]',
    '[\\x41-\\x43]',
    '[.$^]',
    '[[:foo]',
    '[a&&b]',
    '\\pL',
    '\\PL',
    '^\\p{Greek}+$',
    '\\p{^L}',
    '\\pN',
    '\\p{Han}',
  ],
  [
    '\\Qa.c\\E',
    '\\Qa.c',
    '\\Qab\\E+$',
    '\\Q\\E',
    '\\.',
    '\\$',
    '\\_',
    '\\\\',
    '\\x61',
    '\\x{1F600}',
    '\\012',
    '\\t',
    '\\n',
    '\\a|\\f',
    '\\v',
  ],
  ['(?i)ABC', '(?i)k', '(?i)[k-l]', '(?i)é', '(?i)σ', '(?i:A)bc', '(?i)a(?-i)B', 'a(?i)BC', '(a(?i)b)C', '(?is-m)A.C', '(?i)ß', '(?i)[^k]'],
  [
    '(?P<name>a)b',
    '(?<name>a)b',
    '[^\\x00-\\x{10FFFF}]',
    'x[^\\x00-\\x{10FFFF}]*',
    '\\*\\*\\*=a',
    '😀',
    '^.$',
    "it's",
    '%',
    '_',
    '{',
    '}',
    ']',
  ],
  [
    '(a{30}){30}',
    'x{300}',
    '^x{2,300}$',
    'x{256,}',
    '^x{0}$',
    'b{0,0}a',
    '\\$1',
    '\\{name\\}',
    'a\\|b',
    '(?i)\\x{212A}',
    '\\pLa',
    '\\p{Lu}[a-z]',
  ],
].flat()

const TEXTS = [
  [
    '',
    'a',
    'b',
    'ab',
    'abc',
    'ABC',
    'aBC',
    'abC',
    'Abc',
    'a.c',
    'a\nc',
    'a\nb\n',
    '\n',
    'abcd',
    'aa',
    'aaa',
    'aaaab',
    'a{,2}',
    'a{x}',
    'a{',
  ],
  [
    'foo',
    'foo bar',
    'xfoo',
    'foo_',
    'éfoo',
    'é',
    'É',
    'e',
    '1',
    '42 z',
    '-',
    ']',
    'a]',
    ' ',
    '\t',
    'a b',
    '_',
    '$',
    '^',
    '.',
    '\\',
    'a|b',
    '[:fo',
  ],
  [
    'αβγ',
    'σ',
    'ς',
    'Σ',
    '漢字',
    'Ж',
    '٣',
    'ß',
    'ẞ',
    'ss',
    'K',
    'k',
    'K',
    'L',
    '😀',
    'x😀',
    '***=a',
    "it's",
    '100%',
    '{',
    '}',
    '&',
    '{name}',
    '$1',
  ],
  [
    '\u0007',
    '\f',
    '\v',
    '\u0008',
    'Ab',
    'x'.repeat(255),
    'x'.repeat(256),
    'x'.repeat(300),
    'x'.repeat(301),
    'a'.repeat(900),
    'a'.repeat(899),
  ],
].flat()

/** Patterns that a matcher by trial would take ages for, and an automaton that is written out would need too much room for. */
const HARD = [
  '(a+)+$',
  '(a|a)*b',
  '(a*)*b',
  '(a|aa)+$',
  '(.*a){20}b',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(x+x+)+y',
  '(a?){90}a{90}b',
  '(?:a|b)*a(?:a|b){12}c',
  '(?:a?){160}b',
  '\\b?'.repeat(9),
  '(?:[a-j]?x){150}',
  '((?:a|b|c|d)*){80}!!',
  '(?:\\b\\w*){9}!!',
  '(?:\\b|a){5}b',
  '(?:\\b|a){8}b',
  '(?:\\b\\w*){5}!!',
  '(?:\\b\\w*){8}!!',
  '(?:\\b\\w+\\b){60}',
  '(?:\\b|a)'.repeat(10),
  '(?:\\b\\w+ *){20}!!',
]
const LARGE = [
  '(?m)(?:^a*$){16}',
  'x{1000}y',
  '(?:a?){999}',
  '(a*b*c*){300}',
  '((((a*)*b*)*c*)*d*){240}',
  '(?:(?:a?b?){30}){16}',
  '(?:\\b|a){17}',
  '\\pL'.repeat(100),
] as const

onEachDatabase((store) => {
  const found = async (comparator: 'RLIKE' | 'NOT RLIKE', value: string, texts: readonly string[]): Promise<string[]> => {
    const { text, params } = compareText(store.db, raw('t.value'), { comparator, value })
    const list = textList(store.db).replace('select json', 'select value from json')
    const from = store.db.dialect === 'sqlite' ? list : `${list} as list(value)`
    const rows = await store.db.arrays<[string]>(`select t.value from (${from}) as t where ${text}`, [JSON.stringify(texts), ...params])
    return rows.map(([row]) => row)
  }

  for (const pattern of PATTERNS) {
    test(`finds the texts that RE2 finds: ${pattern}`, async () => {
      expect(await found('RLIKE', pattern, TEXTS)).toEqual(TEXTS.filter((text) => matchesPattern(text, pattern)))
      expect(await found('NOT RLIKE', pattern, TEXTS)).toEqual(TEXTS.filter((text) => !matchesPattern(text, pattern)))
    })
  }

  for (const [pattern, matching] of [
    ['\\bfoo\\b', ['foo', 'foo bar', 'éfoo']],
    ['(?i)k', ['K', 'k', 'K']],
    ['^\\p{Greek}+$', ['αβγ', 'σ', 'ς', 'Σ']],
    ['^.$', ['😀', '漢']],
    ['\\bé', ['fooé']],
    ['a$', ['a', 'ba']],
  ] as const) {
    test(`finds ${matching.join(', ')}: ${pattern}`, async () => {
      const others = ['foo_', 'LL', 'x😀', '漢字', 'a\n', '']
      expect(await found('RLIKE', pattern, [...matching, ...others])).toEqual(matching)
    })
  }

  describe('a hard pattern ends within the time of a statement', () => {
    const texts = [`${'a'.repeat(8000)}!`, 'x'.repeat(8000), 'ab'.repeat(4000)]
    beforeAll(async () => {
      if (store.db.dialect === 'postgres') await store.db.run("set statement_timeout = '3s'")
    })
    for (const pattern of HARD) {
      test(pattern, async () => {
        expect(await found('RLIKE', pattern, texts)).toEqual(texts.filter((text) => matchesPattern(text, pattern)))
      })
    }
  })
})

describe('refuses what would take too large an automaton', () => {
  for (const pattern of LARGE) test(pattern, () => expect(() => postgresPattern(pattern)).toThrow('is too large'))
})

test('refuses what is no pattern of RE2', () => {
  expect(() => postgresPattern('(a)\\1')).toThrow(String.raw`Invalid regular expression '(a)\1'.`)
})
