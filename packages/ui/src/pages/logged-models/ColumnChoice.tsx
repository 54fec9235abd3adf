import { TextField } from '../../controls/TextField.tsx'
import { Button } from '../../controls/Button.tsx'
import { Checkbox, Popover } from '../../controls/overlays.tsx'
import { IconColumns3 } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'

/** Columns that are listed at most; the rest is found by searching. */
const MOST = 100

/** Which metrics and params are columns. */
export function ColumnChoice({
  all,
  shown,
  onChange,
}: {
  all: readonly string[]
  shown: readonly string[]
  onChange: (ids: readonly string[]) => void
}): ReactNode {
  const [text, setText] = useState('')
  const found = all.filter((id) => id.toLowerCase().includes(text.toLowerCase()))
  return (
    <Popover position="bottom-end" trapFocus width={280}>
      <Popover.Target>
        <Button leftSection={<IconColumns3 size={14} />} disabled={all.length === 0}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <TextField
          aria-label="Search columns"
          placeholder="Search"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
        />
        <div style={{ maxHeight: 320, overflow: 'auto', marginTop: 8, display: 'grid', gap: 6 }} tabIndex={-1}>
          {found.slice(0, MOST).map((id) => (
            <Checkbox
              key={id}
              label={id}
              checked={shown.includes(id)}
              onChange={() => onChange(shown.includes(id) ? shown.filter((each) => each !== id) : [...shown, id])}
            />
          ))}
          {found.length === 0 && <span className="dim">None matches.</span>}
          {found.length > MOST && <span className="dim">{found.length - MOST} more: search for them.</span>}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
