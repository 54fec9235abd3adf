import type { Experiment } from '@tailrace/contract'
import { expect, test } from 'vitest'
import { type TreeNode, experimentTree } from './experiment-tree.ts'

const named = (name: string): Experiment => ({ experiment_id: name, name, artifact_location: '', lifecycle_stage: 'active', workspace: '' })
const shape = (nodes: readonly TreeNode[]): unknown =>
  nodes.map(({ label, experiment, children }) => (experiment ? label : { [label]: shape(children) }))

test('names become folders, folders come first, a folder may share its name with an experiment', () => {
  const tree = experimentTree(['churn', 'vision/segmentation', 'vision/detection', 'vision', '/', 'a//b'].map(named))
  expect(shape(tree)).toEqual([{ a: ['b'] }, { vision: ['detection', 'segmentation'] }, '/', 'churn', 'vision'])
})
