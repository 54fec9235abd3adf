import { natural } from '../natural.ts'
import { type ReactNode, useState } from 'react'
import { LongText } from './LongText.tsx'
import page from './Page.module.css'
import { SearchBox } from './SearchBox.tsx'

/** From this many rows on there is a search. */
const MANY = 12
/** Rows that are drawn at most; the rest is found by searching. */
const MOST = 500

/** Keys and values, by key, with a search when there are many. */
export function ValueTable({
  what,
  values,
  right = false,
}: {
  what: string
  values: readonly { key: string; value: string }[]
  right?: boolean
}): ReactNode {
  const [text, setText] = useState('')
  const found = values
    .filter(({ key, value }) => `${key} ${value}`.toLowerCase().includes(text.toLowerCase()))
    .toSorted((a, b) => natural(a.key, b.key))
  if (values.length === 0) return <span className="dim">No {what}</span>
  return (
    <>
      {values.length > MANY && <SearchBox value={text} onChange={setText} label={`Search ${what}`} hasKey={false} width={240} />}
      <table className={page['plain']}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className={right ? page['right'] : ''}>
              Value
            </th>
          </tr>
        </thead>
        <tbody>
          {found.slice(0, MOST).map(({ key, value }) => (
            <tr key={key}>
              <td>{key}</td>
              <td className={right ? page['right'] : ''}>{right ? value : <LongText text={value} what={key} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {found.length > MOST && <p className="dim">{found.length - MOST} more: search for them.</p>}
    </>
  )
}
