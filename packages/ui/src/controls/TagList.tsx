import { TextField } from './TextField.tsx'
import { Button } from './Button.tsx'
import { Popover } from './overlays.tsx'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import styles from './TagList.module.css'

export interface Tag {
  key: string
  value?: string | undefined
}

/** Whether a tag is the clients' bookkeeping rather than the user's. */
export const isSystemTag = (key: string): boolean => key.startsWith('mlflow.') || key.startsWith('tailrace.')

/** Tags as chips; with `onSet` and `onDelete` they can be added, changed and taken away. System tags are left out. */
export function TagList({
  tags,
  onSet,
  onDelete,
}: {
  tags: readonly Tag[]
  onSet?: (key: string, value: string) => unknown
  onDelete?: (key: string) => unknown
}): ReactNode {
  const shown = tags.filter(({ key }) => !isSystemTag(key))
  return (
    <div className={styles['tags']}>
      {shown.map(({ key, value }) => (
        <span key={key} className={styles['tag']} title={`${key}: ${value ?? ''}`}>
          <span className="cut">
            <b>{key}</b> {value}
          </span>
          {onDelete && (
            <button type="button" aria-label={`Remove the tag ${key}`} onClick={() => onDelete(key)}>
              <IconX size={12} />
            </button>
          )}
        </span>
      ))}
      {onSet && <AddTag onSet={onSet} />}
      {shown.length === 0 && !onSet && <span className="dim">–</span>}
    </div>
  )
}

/** A button whose form sets a tag. */
export function AddTag({ onSet }: { onSet: (key: string, value: string) => unknown }): ReactNode {
  const [opened, setOpened] = useState(false)
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  const add = (): void => {
    if (key.trim() === '') return
    void onSet(key.trim(), value)
    setKey('')
    setValue('')
    setOpened(false)
  }
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus>
      <Popover.Target>
        <Button small variant="subtle" leftSection={<IconPlus size={12} />} data-add-tag onClick={() => setOpened(!opened)}>
          Tag
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            add()
          }}
        >
          <TextField label="Key" value={key} onChange={(event) => setKey(event.currentTarget.value)} data-autofocus />
          <TextField label="Value" style={{ marginTop: 4 }} value={value} onChange={(event) => setValue(event.currentTarget.value)} />
          <div className="buttons end">
            <Button type="submit" variant="filled" disabled={key.trim() === ''}>
              Set tag
            </Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
