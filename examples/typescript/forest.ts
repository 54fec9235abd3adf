import type { Flower } from './iris.ts'
import { random } from './random.ts'

/** A tree is plain JSON: a species, or a question with the answers below it. */
export type Tree = number | { readonly feature: number; readonly threshold: number; readonly below: Tree; readonly above: Tree }

/** A random forest: each tree has seen a sample of its own, and votes. */
export interface Forest {
  readonly classes: number
  readonly trees: readonly Tree[]
}

/** Grows a forest; the same seed gives the same one. */
export function growForest(flowers: readonly Flower[], { trees, depth, seed }: { trees: number; depth: number; seed: number }): Forest {
  const next = random(seed)
  const pick = (count: number): number => Math.floor(next() * count)
  const sample = (): Flower[] => flowers.flatMap(() => flowers[pick(flowers.length)] ?? [])
  const classes = Math.max(...flowers.map(({ label }) => label)) + 1
  return { classes, trees: Array.from({ length: trees }, () => grow(sample(), depth, classes, pick)) }
}

/** The species that most trees vote for. */
export function predict({ trees, classes }: Forest, features: readonly number[]): number {
  const votes = Array.from({ length: classes }, () => 0)
  for (let tree of trees) {
    while (typeof tree !== 'number') tree = (features[tree.feature] ?? 0) < tree.threshold ? tree.below : tree.above
    votes[tree] = (votes[tree] ?? 0) + 1
  }
  return votes.indexOf(Math.max(...votes))
}

function grow(flowers: readonly Flower[], depth: number, classes: number, pick: (count: number) => number): Tree {
  const counts = countLabels(flowers, classes)
  const most = counts.indexOf(Math.max(...counts))
  if (depth === 0 || counts[most] === flowers.length) return most
  const width = flowers[0]?.features.length ?? 0
  let best: { gain: number; feature: number; threshold: number } | undefined
  // Each question may look at half of the features, so that the trees differ.
  for (let tries = 0; tries < Math.ceil(width / 2); tries++) {
    const feature = pick(width)
    for (const { features } of flowers) {
      const threshold = features[feature] ?? 0
      const gain = impurity(counts) - impurityOfSplit(flowers, feature, threshold, classes)
      if (gain > (best?.gain ?? 1e-9)) best = { gain, feature, threshold }
    }
  }
  if (!best) return most
  const { feature, threshold } = best
  const isBelow = ({ features }: Flower): boolean => (features[feature] ?? 0) < threshold
  const below = grow(flowers.filter(isBelow), depth - 1, classes, pick)
  const above = grow(
    flowers.filter((flower) => !isBelow(flower)),
    depth - 1,
    classes,
    pick,
  )
  return { feature, threshold, below, above }
}

function impurityOfSplit(flowers: readonly Flower[], feature: number, threshold: number, classes: number): number {
  const below = flowers.filter(({ features }) => (features[feature] ?? 0) < threshold)
  const above = flowers.filter(({ features }) => (features[feature] ?? 0) >= threshold)
  const part = (side: readonly Flower[]): number => (side.length / flowers.length) * impurity(countLabels(side, classes))
  return part(below) + part(above)
}

function countLabels(flowers: readonly Flower[], classes: number): number[] {
  return Array.from({ length: classes }, (_, label) => flowers.filter((flower) => flower.label === label).length)
}

/** Gini impurity: how likely two draws differ. */
function impurity(counts: readonly number[]): number {
  const all = counts.reduce((sum, count) => sum + count, 0)
  return all === 0 ? 0 : 1 - counts.reduce((sum, count) => sum + (count / all) ** 2, 0)
}
