import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useAfterFirstPaint } from '../controls/use-after-first-paint.ts'
import { Link } from '../controls/Link.tsx'
import { type ReactNode, useMemo, useState } from 'react'
import { railQuery } from '../api/experiment-query.ts'
import { useIsShown } from '../location.ts'
import { links } from '../links.ts'
import { type TreeNode, experimentTree } from './experiment-tree.ts'
import styles from './Rail.module.css'

/** Pixels of a line, and of what stands above and below the tree. */
const LINE = 28
const AROUND = 270

/** The experiments that changed last, as a tree by `/` in their names. */
export function ExperimentTree(): ReactNode {
  const { data } = useQuery(railQuery)
  const tree = useMemo(() => experimentTree(data?.experiments ?? []), [data])
  const inView = Math.ceil(Math.max(0, innerHeight - AROUND) / LINE)
  const most = useAfterFirstPaint() ? tree.length : inView
  return (
    <div className={styles['tree']}>
      <div className={styles['heading']}>Experiments</div>
      <Level nodes={tree.slice(0, most)} label="Experiments" />
    </div>
  )
}

function Level({ nodes, label }: { nodes: readonly TreeNode[]; label: string }): ReactNode {
  return (
    <ul className={styles['list']} aria-label={label}>
      {nodes.map((node) => (
        <li key={`${node.path}:${node.experiment?.experiment_id ?? ''}`}>
          {node.experiment ? <Leaf node={node} id={node.experiment.experiment_id} /> : <Folder node={node} />}
        </li>
      ))}
    </ul>
  )
}

const LEAF = `${styles['item']} ${styles['leaf']} cut`

/** An experiment. It looks itself whether it is the one that is shown, so that of all of them two are drawn again when another is. */
function Leaf({ node, id }: { node: TreeNode; id: string }): ReactNode {
  const isCurrent = useIsShown(({ params }) => params['experimentId'] === id)
  return (
    <Link to={links.experiment(id)} className={LEAF} title={node.path} aria-current={isCurrent ? 'page' : undefined}>
      {node.label}
    </Link>
  )
}

const holds = (node: TreeNode, id: string): boolean =>
  node.experiment?.experiment_id === id || node.children.some((child) => holds(child, id))

function Folder({ node }: { node: TreeNode }): ReactNode {
  const [open, setOpen] = useState<boolean | undefined>()
  const holdsCurrent = useIsShown(({ params: { experimentId } }) => experimentId !== undefined && holds(node, experimentId))
  const isOpen = open ?? holdsCurrent
  return (
    <>
      <button type="button" className={`${styles['item']} ${styles['fold']}`} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
        <span className="cut">{node.label}</span>
      </button>
      {isOpen && (
        <div className={styles['below']}>
          <Level nodes={node.children} label={node.path} />
        </div>
      )}
    </>
  )
}
