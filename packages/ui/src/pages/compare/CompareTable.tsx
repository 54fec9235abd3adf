import { IconChevronRight } from '@tabler/icons-react'
import type { PrimaryKey } from '@tailrace/contract'
import { Delta } from '../../controls/Delta.tsx'
import { Link } from '../../controls/Link.tsx'
import { useWindow } from '../../table/use-window.ts'
import { type ReactNode, useMemo, useRef } from 'react'
import { links } from '../../links.ts'
import { type CompareRow, type ComparedRun, type RowGroup, delta, standing } from './compare-rows.ts'
import styles from './compare.module.css'
import { RunHeader } from './RunHeader.tsx'

/** The heading of a group, or a fact of every run. */
type Line = { heading: RowGroup; count: number } | CompareRow

/** The groups with their facts, of those that are folded the heading alone. */
function linesOf(rows: readonly CompareRow[], folded: ReadonlySet<string>): Line[] {
  const groups = new Map<RowGroup, CompareRow[]>()
  for (const row of rows) {
    const facts = groups.get(row.group)
    if (facts) facts.push(row)
    else groups.set(row.group, [row])
  }
  return [...groups].flatMap(([heading, facts]) => [{ heading, count: facts.length }, ...(folded.has(heading) ? [] : facts)])
}

/** Runs as columns, facts as rows; the first run is what the others are measured by. Only rows in view exist. */
export function CompareTable({
  runs,
  rows,
  colors,
  folded,
  onFold,
  onOrder,
  primary,
}: {
  runs: readonly ComparedRun[]
  rows: readonly CompareRow[]
  colors: ReadonlyMap<string, string>
  folded: ReadonlySet<string>
  onFold: (group: RowGroup) => void
  /** The runs in another order, or fewer of them. */
  onOrder: (runs: readonly ComparedRun[]) => void
  primary: PrimaryKey | undefined
}): ReactNode {
  const scroll = useRef<HTMLDivElement>(null)
  const lines = useMemo(() => linesOf(rows, folded), [rows, folded])
  const virtual = useWindow({ count: lines.length, getScrollElement: () => scroll.current, estimateSize: () => 33, overscan: 20 })
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    // A region that scrolls must be reachable by the keyboard.
    <div className={styles['scroll']} ref={scroll} tabIndex={0} role="region" aria-label="Comparison">
      <table className={styles['table']} aria-rowcount={lines.length + 1}>
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">Fact</span>
            </th>
            {runs.map((run, index) => (
              <th key={run.info.run_id} scope="col">
                <RunHeader
                  run={run}
                  color={colors.get(run.info.run_id)}
                  at={index}
                  of={runs.length}
                  onMove={(to) => onOrder(moved(runs, index, to))}
                  onRemove={() => onOrder(runs.filter((each) => each !== run))}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Gap height={before} span={runs.length + 1} />}
          {items.map(({ index }) => {
            const line = lines[index]
            if (line === undefined) return null
            return 'heading' in line ? (
              <Heading
                key={`group ${line.heading}`}
                {...line}
                isOpen={!folded.has(line.heading)}
                span={runs.length}
                onToggle={() => onFold(line.heading)}
              />
            ) : (
              <Row
                key={`${line.group} ${line.key}`}
                row={line}
                primary={primary}
                chart={line.group === 'Metrics' ? metricLink(line.key, runs) : undefined}
              />
            )
          })}
          {after > 0 && <Gap height={after} span={runs.length + 1} />}
        </tbody>
      </table>
    </div>
  )
}

const Gap = ({ height, span }: { height: number; span: number }): ReactNode => (
  <tr aria-hidden="true">
    <td colSpan={span} style={{ height, padding: 0, border: 0 }} />
  </tr>
)

interface HeadingProps {
  heading: RowGroup
  count: number
  isOpen: boolean
  span: number
  onToggle: () => void
}

const Heading = ({ heading, count, isOpen, span, onToggle }: HeadingProps): ReactNode => (
  <tr className={styles['group']}>
    <th scope="rowgroup">
      <button type="button" className={styles['fold']} aria-expanded={isOpen} onClick={onToggle}>
        <span className={styles['arrow']} data-open={isOpen || undefined}>
          <IconChevronRight size={14} aria-hidden="true" />
        </span>
        {heading} <span className="dim">{count}</span>
      </button>
    </th>
    <td colSpan={span} />
  </tr>
)

/** The page with the chart of a metric of these runs. */
export const metricLink = (key: string, runs: readonly ComparedRun[]): string =>
  links.metric(
    key,
    runs.map(({ info }) => info.run_id),
    [...new Set(runs.map(({ info }) => info.experiment_id))],
  )

/** The list with one of its runs at another place. */
function moved(runs: readonly ComparedRun[], from: number, to: number): ComparedRun[] {
  const [run] = runs.slice(from, from + 1)
  return run ? runs.toSpliced(from, 1).toSpliced(to, 0, run) : [...runs]
}

function Row({ row, primary, chart }: { row: CompareRow; primary: PrimaryKey | undefined; chart: string | undefined }): ReactNode {
  return (
    <tr>
      <th scope="row" title={row.key}>
        {chart === undefined ? row.key : <Link to={chart}>{row.key}</Link>}
      </th>
      {row.cells.map((cell, index) => (
        // The cells of a row have no other identity than their place.
        <td key={index} className={row.values && styles['number']} data-standing={standing(row, index)} title={cell}>
          {cell ?? <span className="dim">–</span>}
          <Delta of={delta(row, index, primary)} />
        </td>
      ))}
    </tr>
  )
}
