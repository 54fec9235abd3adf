import { natural } from '../natural.ts'
import type { Experiment } from '@tailrace/contract'

/** A folder made of the part of names before a `/`, or an experiment. */
export interface TreeNode {
  /** Last part of the name. */
  label: string
  /** The whole name up to here. */
  path: string
  experiment?: Experiment
  children: TreeNode[]
}

/** Sorts experiments into a tree by `/` in their names: folders first, each level by name. */
export function experimentTree(experiments: readonly Experiment[]): TreeNode[] {
  const root: TreeNode = { label: '', path: '', children: [] }
  for (const experiment of experiments) {
    const parts = experiment.name.split('/').filter((part) => part !== '')
    const names = parts.length === 0 ? [experiment.name] : parts
    let at = root
    for (const [index, label] of names.slice(0, -1).entries()) at = folder(at, label, names.slice(0, index + 1).join('/'))
    at.children.push({ label: names.at(-1) ?? experiment.name, path: experiment.name, experiment, children: [] })
  }
  sort(root)
  return root.children
}

function folder(parent: TreeNode, label: string, path: string): TreeNode {
  const found = parent.children.find((node) => node.label === label && !node.experiment)
  if (found) return found
  const made: TreeNode = { label, path, children: [] }
  parent.children.push(made)
  return made
}

function sort(node: TreeNode): void {
  node.children.sort((a, b) => Number(a.experiment !== undefined) - Number(b.experiment !== undefined) || natural(a.label, b.label))
  for (const child of node.children) sort(child)
}
