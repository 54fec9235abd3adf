import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useKeys } from '../frame/keys.ts'
import styles from './SearchBox.module.css'

/** ms without a key after which a search starts. */
const PAUSE = 250

/** The search of a list; `/` goes there, Escape empties it, Enter leads on to the list. `error` is shown below, while the list keeps its rows. */
export function SearchBox({
  value,
  onChange,
  label,
  placeholder,
  error,
  hasKey = true,
  width = 320,
}: {
  value: string
  onChange: (text: string) => void
  label: string
  placeholder?: string
  error?: string | undefined
  hasKey?: boolean
  width?: number
}): ReactNode {
  const box = useRef<HTMLInputElement>(null)
  const errorId = useId()
  const [draft, setDraft] = useState(value)
  const sent = useRef(value)
  const send = useDebouncedCallback((text: string) => {
    sent.current = text
    onChange(text)
  }, PAUSE)
  // Back and Forward change the value from outside; the echo of what was typed must not undo what has been typed since.
  useEffect(() => {
    if (value !== sent.current) setDraft(value)
    sent.current = value
  }, [value])
  useKeys('Search', hasKey ? [{ keys: '/', does: 'Go to the search', run: () => box.current?.focus() }] : [])
  return (
    <div className={styles['search']} style={{ width }}>
      <label className={styles['box']} data-wrong={error !== undefined || undefined}>
        <IconSearch size={14} />
        <input
          ref={box}
          type="search"
          aria-label={label}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={error === undefined ? undefined : errorId}
          placeholder={placeholder ?? label}
          value={draft}
          onChange={(event) => {
            setDraft(event.currentTarget.value)
            send(event.currentTarget.value)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') send.flush()
            if (event.key === 'Escape') {
              setDraft('')
              send('')
            }
            // Then the keys of the list work: j, k, x ...
            if (event.key === 'Enter' || (event.key === 'Escape' && draft === '')) event.currentTarget.blur()
          }}
        />
      </label>
      {error !== undefined && <p id={errorId}>{error}</p>}
    </div>
  )
}
