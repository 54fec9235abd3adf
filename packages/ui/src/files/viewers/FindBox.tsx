import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { type ReactNode, useMemo, useState } from 'react'
import { IconButton } from '../../controls/Button.tsx'
import { TextField } from '../../controls/TextField.tsx'
import { count } from '../../format.ts'

/** A search in lines. */
interface Find {
  text: string
  setText: (text: string) => void
  /** Places of the lines that hold the text, and the one that is looked at; undefined without a search. */
  marked: ReadonlySet<number> | undefined
  current: number | undefined
  /** Which of how many is looked at, from 1. */
  place: number
  of: number
  go: (by: number) => void
}

/** Searches lines for a text, whatever its case; begins with the last line that holds it. */
export function useFind(lines: readonly string[]): Find {
  const [text, setText] = useState('')
  const [back, setBack] = useState(0)
  const found = useMemo(() => {
    const wanted = text.toLowerCase()
    return wanted === '' ? [] : lines.flatMap((line, at) => (line.toLowerCase().includes(wanted) ? [at] : []))
  }, [lines, text])
  // Counted from the end, where lines are added.
  const at = found.length === 0 ? -1 : (((found.length - 1 - back) % found.length) + found.length) % found.length
  return {
    text,
    setText: (next) => {
      setText(next)
      setBack(0)
    },
    marked: useMemo(() => (text === '' ? undefined : new Set(found)), [found, text]),
    current: found[at],
    place: at + 1,
    of: found.length,
    go: (by) => setBack(back - by),
  }
}

/** The field of a search in lines: Enter goes to the next one, Shift Enter to the one before. */
export function FindBox({ find: { text, setText, place, of, go } }: { find: Find }): ReactNode {
  return (
    <>
      <TextField
        aria-label="Find in the text"
        placeholder="Find"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1)
          if (event.key === 'Escape') setText('')
        }}
        style={{ width: 160 }}
      />
      {text !== '' && (
        <>
          <span role="status">{of === 0 ? 'Not found in what was read' : `${count(place)} of ${count(of)}`}</span>
          <IconButton aria-label="Previous match" disabled={of < 2} onClick={() => go(-1)}>
            <IconChevronUp size={14} />
          </IconButton>
          <IconButton aria-label="Next match" disabled={of < 2} onClick={() => go(1)}>
            <IconChevronDown size={14} />
          </IconButton>
        </>
      )}
    </>
  )
}
