import { type ReactNode, type RefObject, useRef, useState } from 'react'
import { useKeys } from '../frame/keys.ts'
import { useFocusBack } from './use-focus-back.ts'
import { Textarea } from './overlays.tsx'
import { Button } from './Button.tsx'
import { toastError } from '../frame/toast.tsx'
import { Markdown } from './Markdown.tsx'

/** A description in Markdown that can be edited in place. What was typed stays when saving fails. */
export function Note({
  text,
  onSave,
  editing,
  onEditing,
  placeholder = 'No description',
}: {
  text: string
  onSave: (text: string) => Promise<unknown>
  editing: boolean
  onEditing: (editing: boolean) => void
  placeholder?: string
}): ReactNode {
  const [draft, setDraft] = useState<string | undefined>()
  const [saving, setSaving] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  useFocusBack(editing)
  const save = (): void => {
    setSaving(true)
    onSave(draft ?? text)
      .then(() => {
        setDraft(undefined)
        onEditing(false)
      }, toastError)
      .finally(() => setSaving(false))
  }
  if (!editing) return text === '' ? <span className="dim">{placeholder}</span> : <Markdown text={text} />
  return (
    <div>
      <KeyInto field={field} />
      <Textarea
        autosize
        minRows={4}
        maxRows={24}
        aria-label="Description in Markdown"
        value={draft ?? text}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
          // What was typed is there again when it is opened again.
          if (event.key === 'Escape') onEditing(false)
        }}
        ref={field}
        autoFocus
      />
      <div className="buttons">
        <Button variant="filled" loading={saving} onClick={save}>
          Save
        </Button>
        <Button
          onClick={() => {
            setDraft(undefined)
            onEditing(false)
          }}
        >
          Cancel
        </Button>
        <span className="dim">Markdown</span>
      </div>
    </div>
  )
}

/** The key that opens the description leads into it when it is open, too. */
function KeyInto({ field }: { field: RefObject<HTMLTextAreaElement | null> }): ReactNode {
  useKeys('Description', [{ keys: 'n', does: 'Go to the description', run: () => field.current?.focus() }])
  return null
}
