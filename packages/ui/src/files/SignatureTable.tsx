import { type ReactNode, useState } from 'react'
import { Button } from '../controls/Button.tsx'
import styles from './files.module.css'
import type { SignatureColumn } from './signature.ts'

const PAGE = 50

/** Columns of a signature or schema: name, type, whether they must be there. */
export function SignatureTable({ columns, name }: { columns: readonly SignatureColumn[]; name: string }): ReactNode {
  const [most, setMost] = useState(PAGE)
  const initials = columns.some(({ initial }) => initial !== undefined)
  return (
    <div style={{ overflowX: 'auto', marginTop: 8 }}>
      <table className={styles['plain']} aria-label={name}>
        <thead>
          <tr>
            <th>Name</th>
            <th>Type</th>
            <th>{initials ? 'Default' : 'Required'}</th>
          </tr>
        </thead>
        <tbody>
          {columns.slice(0, most).map((column, index) => (
            <tr key={`${column.name} ${index}`}>
              <td>{column.name || <span className="dim">–</span>}</td>
              <td className="mono">{column.type}</td>
              <td>{initials ? <code>{column.initial ?? ''}</code> : column.required ? 'yes' : 'no'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {columns.length > most && (
        <Button style={{ marginTop: 8 }} onClick={() => setMost(most + 10 * PAGE)}>
          Show more: {columns.length - most} are left
        </Button>
      )}
    </div>
  )
}
