import type { Run } from '@tailrace/contract'
import { type ReactNode, useState } from 'react'
import { useFocusBack } from '../../controls/use-focus-back.ts'
import { TextField } from '../../controls/TextField.tsx'
import { Button } from '../../controls/Button.tsx'
import styles from './run.module.css'
import { rename } from './run-actions.ts'

/** The name as a field, in place; Enter keeps it, Escape does not. What was typed stays when the server refuses. */
export function RenameRun({ run, onDone }: { run: Run; onDone: () => void }): ReactNode {
  const [name, setName] = useState(run.info.run_name ?? '')
  const [saving, setSaving] = useState(false)
  useFocusBack(true)
  const save = async (): Promise<void> => {
    setSaving(true)
    const kept = name.trim() === run.info.run_name || (await rename(run, name.trim()))
    setSaving(false)
    if (kept) onDone()
  }
  return (
    <form
      className={styles['rename']}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextField
        aria-label="Name of the run"
        value={name}
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone()
        }}
      />
      <Button type="submit" variant="filled" loading={saving} disabled={name.trim() === ''}>
        Rename
      </Button>
      <Button onClick={onDone}>Cancel</Button>
    </form>
  )
}
