import type { Experiment } from '@tailrace/contract'
import { type SortValue, compareValues } from '../../controls/sorting.ts'
import { type TreeNode, experimentTree } from '../../frame/experiment-tree.ts'

export interface FolderRow {
  kind: 'folder'
  key: string
  label: string
  path: string
  depth: number
  isOpen: boolean
  /** All below it, at any depth. */
  experiments: readonly Experiment[]
}

export interface LeafRow {
  kind: 'experiment'
  key: string
  label: string
  depth: number
  experiment: Experiment
}

export type ExperimentRow = FolderRow | LeafRow

interface Arrangement {
  /** As a tree by `/` in the names, else a flat list. */
  isTree: boolean
  /** Paths of closed folders. */
  closed: ReadonlySet<string>
  /** What rows are ordered by: of one experiment, or of a folder of several. */
  value: (experiments: readonly Experiment[], label: string) => SortValue
  descending: boolean
}

const leaf = (experiment: Experiment, label: string, depth: number): LeafRow => ({
  kind: 'experiment',
  key: experiment.experiment_id,
  label,
  depth,
  experiment,
})

const under = (node: TreeNode): Experiment[] => [...(node.experiment ? [node.experiment] : []), ...node.children.flatMap(under)]

/** Experiments as rows of a table: each level of the tree in its order, closed folders without what is in them. */
export function experimentRows(experiments: readonly Experiment[], arrangement: Arrangement): ExperimentRow[] {
  const { isTree, value, descending } = arrangement
  if (isTree) return levelRows(experimentTree(experiments), 0, arrangement)
  const keyed = experiments.map((experiment) => ({ experiment, by: value([experiment], experiment.name) }))
  return keyed.toSorted((a, b) => compareValues(a.by, b.by, descending)).map(({ experiment }) => leaf(experiment, experiment.name, 0))
}

function levelRows(nodes: readonly TreeNode[], depth: number, arrangement: Arrangement): ExperimentRow[] {
  const { closed, value, descending } = arrangement
  const keyed = nodes.map((node) => {
    const experiments = under(node)
    return { node, experiments, by: value(experiments, node.label) }
  })
  return keyed
    .toSorted((a, b) => compareValues(a.by, b.by, descending))
    .flatMap(({ node, experiments }) => {
      if (node.experiment) return [leaf(node.experiment, node.label, depth)]
      const isOpen = !closed.has(node.path)
      const folder: FolderRow = {
        kind: 'folder',
        key: `folder ${node.path}`,
        label: node.label,
        path: node.path,
        depth,
        isOpen,
        experiments,
      }
      return [folder, ...(isOpen ? levelRows(node.children, depth + 1, arrangement) : [])]
    })
}

/** Value of a tag, undefined without it. */
export const tagOf = (tags: readonly { key: string; value?: string }[] | undefined, key: string): string | undefined =>
  tags?.find((tag) => tag.key === key)?.value

/** First line of a Markdown note as plain text. */
export function firstLine(note: string | undefined): string {
  const line = (note ?? '').split('\n').find((each) => each.trim() !== '') ?? ''
  return line.replace(/^#+\s*/, '').replaceAll(/[*_`]/g, '')
}
