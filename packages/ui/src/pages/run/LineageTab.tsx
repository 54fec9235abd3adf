import type { ModelVersion, Run } from '@tailrace/contract'
import type { ReactNode } from 'react'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { links } from '../../links.ts'
import { contextOf } from './Datasets.tsx'
import { BOX, curve, type LineageEdge, type LineageNode, placeNodes } from './lineage.ts'
import { type ModelLink, useModelLinks } from './LoggedModels.tsx'
import styles from './run.module.css'

/** From datasets over the run to models and their versions, as a picture whose boxes are links. */
export function LineageTab({ run, versions }: { run: Run; versions: readonly ModelVersion[] }): ReactNode {
  const models = useModelLinks(run)
  const { nodes, edges } = graphOf(run, models, versions)
  if (nodes.length === 1)
    return (
      <EmptyState title="This run stands alone">
        It has noted no dataset and no model. <code>mlflow.log_input</code> and <code>log_model</code> do.
      </EmptyState>
    )
  const { placed, width, height } = placeNodes(nodes)
  const at = new Map(placed.map((node) => [node.id, node]))
  return (
    <div className={styles['lineage']} role="group" aria-label="Lineage" tabIndex={0}>
      <svg width={width + 4} height={height + 4} viewBox={`-2 -2 ${width + 4} ${height + 4}`} aria-label={summary(nodes)} role="group">
        {edges.map(({ from, to }) => {
          const start = at.get(from)
          const end = at.get(to)
          return start && end && <path key={`${from} ${to}`} d={curve(start, end)} />
        })}
        {placed.map(({ id, x, y, title, note, href }) => (
          <g key={id} transform={`translate(${x} ${y})`} data-here={id === 'run' || undefined}>
            {href ? (
              <a href={`#${href}`}>
                <Box title={title} note={note} />
              </a>
            ) : (
              <Box title={title} note={note} />
            )}
          </g>
        ))}
      </svg>
    </div>
  )
}

/** Characters that fit into a box. */
const FIT = 30
const cut = (text: string): string => (text.length > FIT ? `${text.slice(0, FIT - 1)}…` : text)

const Box = ({ title, note }: { title: string; note: string }): ReactNode => (
  <>
    <title>{title}</title>
    <rect width={BOX.width} height={BOX.height} rx={6} />
    <text x={12} y={19}>
      {cut(title)}
    </text>
    <text x={12} y={35} className={styles['small']}>
      {cut(note)}
    </text>
  </>
)

const summary = (nodes: readonly LineageNode[]): string => `Lineage: ${nodes.map(({ note, title }) => `${note} ${title}`).join('; ')}`

function graphOf(
  run: Run,
  models: readonly ModelLink[],
  versions: readonly ModelVersion[],
): { nodes: LineageNode[]; edges: LineageEdge[] } {
  const { info } = run
  const nodes: LineageNode[] = [{ id: 'run', column: 1, title: info.run_name || info.run_id, note: 'this run' }]
  const edges: LineageEdge[] = []
  for (const input of run.inputs?.dataset_inputs ?? []) {
    const { name, digest } = input.dataset
    const id = `dataset ${name} ${digest} ${contextOf(input)}`
    nodes.push({ id, column: 0, title: name, note: `dataset · ${contextOf(input) || digest}` })
    edges.push({ from: id, to: 'run' })
  }
  for (const { model_id, kind, model } of models) {
    const made = kind === 'output'
    const href = links.loggedModel(model?.info.experiment_id ?? info.experiment_id, model_id)
    nodes.push({
      id: `${kind} ${model_id}`,
      column: made ? 2 : 0,
      title: model?.info.name ?? model_id,
      note: made ? 'logged model' : 'model it used',
      href,
    })
    edges.push(made ? { from: 'run', to: `output ${model_id}` } : { from: `input ${model_id}`, to: 'run' })
  }
  for (const { name, version, source, current_stage } of versions) {
    const id = `version ${name} ${version}`
    const maker = models.find(({ model_id, kind }) => kind === 'output' && source.includes(model_id))
    const stage = current_stage === 'None' ? '' : ` · ${current_stage}`
    nodes.push({ id, column: 3, title: `${name} v${version}`, note: `version${stage}`, href: links.version(name, version) })
    edges.push({ from: maker ? `output ${maker.model_id}` : 'run', to: id })
  }
  return { nodes, edges }
}
