import { count, shortNumeral } from '../format.ts'
import { type ReactNode, useState } from 'react'
import { CopyButton } from './CopyButton.tsx'
import styles from './LongText.module.css'

/** From this many characters on a text is cut at first. */
const LONG = 120

/** A value that may be thousands of characters: cut at first, whole on request, copied by a click. Numerals are as short as numbers. */
export function LongText({ text, what }: { text: string; what: string }): ReactNode {
  const [whole, setWhole] = useState(false)
  if (text === '') return <span className="dim">empty</span>
  if (text.length <= LONG && !text.includes('\n')) {
    const short = shortNumeral(text)
    return (
      <span className={styles['text']} title={short === text ? undefined : text}>
        {short}
      </span>
    )
  }
  const label = whole ? 'less' : `all ${count(text.length)} characters`
  const shown = whole ? text : text.slice(0, LONG).replaceAll(/\s+/g, ' ')
  return (
    <span className={styles['text']} data-whole={whole || undefined}>
      {shown}
      {!whole && text.length > LONG && '…'}{' '}
      <button
        type="button"
        className={styles['more']}
        aria-expanded={whole}
        aria-label={`${label} of ${what}`}
        onClick={() => setWhole(!whole)}
      >
        {label}
      </button>
      {whole && <CopyButton text={text} what={what} />}
    </span>
  )
}
