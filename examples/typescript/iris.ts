import { readFileSync } from 'node:fs'
import { random } from './random.ts'

/** A flower: four lengths in cm, and which of the three species it is. */
export interface Flower {
  readonly features: readonly number[]
  readonly label: number
}

export const SPECIES = ['setosa', 'versicolor', 'virginica'] as const

/** Fisher's 150 irises. */
export function loadIris(): Flower[] {
  const [, ...lines] = readFileSync(new URL('iris.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line) => {
    const fields = line.split(',')
    return { features: fields.slice(0, -1).map(Number), label: SPECIES.findIndex((name) => name === fields.at(-1)) }
  })
}

/** Shuffles and splits off a part to test on. */
export function split<Item>(items: readonly Item[], testPart: number, seed: number): { train: Item[]; test: Item[] } {
  const next = random(seed)
  const shuffled = items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
  const tests = Math.round(items.length * testPart)
  return { test: shuffled.slice(0, tests), train: shuffled.slice(tests) }
}
