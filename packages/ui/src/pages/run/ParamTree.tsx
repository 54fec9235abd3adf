import type { Run } from '@tailrace/contract'
import { IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useMemo, useState } from 'react'
import { TextField } from '../../controls/TextField.tsx'
import { Button } from '../../controls/Button.tsx'
import { LongText } from '../../controls/LongText.tsx'
import { Section } from '../../controls/Section.tsx'
import { count, plural } from '../../format.ts'
import { leafCount, type ParamRow, paramTree, visibleRows } from './param-tree.ts'
import styles from './run.module.css'

const PAGE = 200

/** Params as a tree by `.` and `/`, searched by key or value. */
export function ParamTree({ run }: { run: Run }): ReactNode {
  const [wanted, setWanted] = useState('')
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [most, setMost] = useState(PAGE)
  const search = wanted.trim().toLowerCase()
  const params = useMemo(() => run.data.params ?? [], [run])
  const rows = useMemo(() => {
    const found = params.filter(({ key, value }) => key.toLowerCase().includes(search) || value.toLowerCase().includes(search))
    return visibleRows(paramTree(found), search === '' ? closed : new Set())
  }, [params, search, closed])
  const toggle = (key: string): void =>
    setClosed(closed.has(key) ? new Set([...closed].filter((other) => other !== key)) : new Set([...closed, key]))
  return (
    <Section
      title="Params"
      count={params.length}
      actions={
        params.length > 5 && (
          <TextField
            className={styles['search'] ?? ''}
            aria-label="Search params"
            placeholder="Search params"
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
        )
      }
    >
      {params.length === 0 ? (
        <span className="dim">No params were logged.</span>
      ) : (
        <table className={styles['table']} aria-label="Params">
          <thead>
            <tr>
              <th>Param</th>
              <th>Value</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, most).map((row) => (
              <Row key={`${row.node.key} ${row.node.value === undefined}`} row={row} toggle={toggle} />
            ))}
          </tbody>
        </table>
      )}
      {params.length > 0 && rows.length === 0 && <p className="dim">No param holds “{search}”.</p>}
      {rows.length > most && (
        <Button style={{ marginTop: 8 }} onClick={() => setMost(most + 5 * PAGE)}>
          Show more: {plural(rows.length - most, 'line')} are left
        </Button>
      )}
    </Section>
  )
}

function Row({ row: { node, depth, open }, toggle }: { row: ParamRow; toggle: (key: string) => void }): ReactNode {
  const indent = { paddingLeft: depth * 16 }
  if (node.value === undefined)
    return (
      <tr>
        <td colSpan={2} style={indent}>
          <button type="button" className={styles['fold']} aria-expanded={open} onClick={() => toggle(node.key)}>
            <IconChevronRight size={14} aria-hidden="true" />
            {node.label}
          </button>
          {!open && <span className="dim">{count(leafCount(node))}</span>}
        </td>
      </tr>
    )
  return (
    <tr>
      <td className={styles['key']} style={indent} title={node.key}>
        {node.label}
      </td>
      <td style={{ width: '60%' }}>
        <LongText text={node.value} what={node.key} />
      </td>
    </tr>
  )
}
