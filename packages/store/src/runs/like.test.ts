import * as contract from '@tailrace/contract'
import { beforeAll } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

/** Values of the param `p`, each of a run of that number. */
const VALUES = [
  'a\\b',
  'a\\\\b',
  'ab',
  '50%',
  '50\\%',
  'a_b',
  'Größe',
  'GRÖSSE',
  'größe',
  'ПРИВЕТ',
  'привет',
  'C:\\data\\x',
  'plain',
  'PLAIN',
]

onEachDatabase((store) => {
  let experiment_id = ''

  beforeAll(async () => {
    experiment_id = (await store.call(contract.createExperiment, { name: 'patterns' })).experiment_id
    for (const [index, value] of VALUES.entries()) {
      const { run } = await store.call(contract.createRun, { experiment_id, run_name: `r${index}` })
      await store.call(contract.logParam, { run_id: run.info.run_id, key: 'p', value })
    }
  })

  /** The values that a condition on `params.p` finds. */
  const found = async (condition: string): Promise<string[]> => {
    const { runs = [] } = await store.call(contract.searchRuns, { experiment_ids: [experiment_id], filter: `params.p ${condition}` })
    return runs.map(({ data }) => data.params?.[0]?.value ?? '').toSorted()
  }

  for (const [condition, values] of [
    // A backslash is a character, and `%` and `_` behind one are wildcards all the same.
    ["LIKE 'a\\b'", ['a\\b']],
    ["LIKE 'a\\\\b'", ['a\\\\b']],
    ["LIKE 'C:\\data\\%'", ['C:\\data\\x']],
    ["LIKE '50%'", ['50%', '50\\%']],
    ["LIKE '50\\%'", ['50\\%']],
    ["LIKE 'a_b'", ['a\\b', 'a_b']],
    ["LIKE '%\\%'", ['50\\%', 'C:\\data\\x', 'a\\b', 'a\\\\b']],
    ["ILIKE 'A\\B'", ['a\\b']],
    ["LIKE 'plain'", ['plain']],
    ["ILIKE 'pLaIn'", ['PLAIN', 'plain']],
    // Letters beyond ASCII are folded, too.
    ["ILIKE 'GRÖ%E'", ['GRÖSSE', 'Größe', 'größe']],
    ["ILIKE 'größe'", ['Größe', 'größe']],
    ["ILIKE 'Привет'", ['ПРИВЕТ', 'привет']],
    ["ILIKE '%прив%'", ['ПРИВЕТ', 'привет']],
    ["NOT ILIKE '%Р%'", VALUES.filter((value) => !/р/i.test(value))],
    // In E'...' a backslash makes what follows it literal.
    [String.raw`LIKE E'50\%'`, ['50%']],
    [String.raw`LIKE E'50\\\%'`, ['50\\%']],
    [String.raw`LIKE E'a\_b'`, ['a_b']],
    [String.raw`LIKE e'a_b'`, ['a\\b', 'a_b']],
    [String.raw`LIKE E'%\\%'`, ['50\\%', 'C:\\data\\x', 'a\\b', 'a\\\\b']],
    [String.raw`ILIKE E'A\_B'`, ['a_b']],
    [String.raw`ILIKE E'A\\B'`, ['a\\b']],
    [String.raw`ILIKE E'größe'`, ['Größe', 'größe']],
    [String.raw`NOT LIKE E'%\%'`, VALUES.filter((value) => !value.endsWith('%'))],
    [String.raw`= E'50\\%'`, ['50\\%']],
    [String.raw`= E'50\%'`, ['50%']],
    [String.raw`RLIKE E'^a\\\\b$'`, ['a\\b']],
    [String.raw`IN (E'a\_b', 'ab')`, ['a_b', 'ab']],
  ] as const) {
    test(condition, async () => expect(await found(condition)).toEqual([...values].toSorted()))
  }
})
