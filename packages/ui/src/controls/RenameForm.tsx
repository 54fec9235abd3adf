import { type ReactNode, useState } from 'react'
import { useFocusBack } from './use-focus-back.ts'
import { TextField } from './TextField.tsx'
import { Button } from './Button.tsx'
import { errorText } from '../api/error-text.ts'

/** A new name for something, in place; what was typed stays when the server refuses it, with its reason. */
export function RenameForm({
  name,
  onRename,
  onClose,
}: {
  name: string
  onRename: (name: string) => Promise<unknown>
  onClose: () => void
}): ReactNode {
  const [draft, setDraft] = useState(name)
  const [refusal, setRefusal] = useState<string | undefined>()
  const [busy, setBusy] = useState(false)
  useFocusBack(true)
  const rename = (): void => {
    if (draft.trim() === name) return onClose()
    setBusy(true)
    onRename(draft.trim())
      .then(onClose, (error: unknown) => setRefusal(errorText(error)))
      .finally(() => setBusy(false))
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        rename()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <TextField
        aria-label="New name"
        value={draft}
        error={refusal}
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      <div className="buttons">
        <Button type="submit" variant="filled" loading={busy} disabled={draft.trim() === ''}>
          Rename
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  )
}
