import { count } from '../../format.ts'
import { type ReactNode, useState } from 'react'
import { LongText } from '../../controls/LongText.tsx'
import own from './viewers.module.css'

/** Children that are shown at first, and how many more each time. */
const PAGE = 100

/** Values up to which a tree is wholly open at first. */
const OPEN = 500

/** JSON or YAML as a tree that opens and closes. */
export function JsonTree({ value, name }: { value: unknown; name: string }): ReactNode {
  return (
    <div className={own['json']} role="group" aria-label={`Values of ${name}`}>
      <ul>
        <Node value={value} depth={0} isOpen={isSmall(value)} />
      </ul>
    </div>
  )
}

function Node({ name, value, depth, isOpen }: { name?: string; value: unknown; depth: number; isOpen: boolean }): ReactNode {
  const children = childrenOf(value)
  const [open, setOpen] = useState(isOpen || depth === 0 || (depth < 3 && (children?.length ?? 0) <= 20))
  const [most, setMost] = useState(PAGE)
  const label = name !== undefined && <b>{name}: </b>
  if (!children)
    return (
      <li>
        {label}
        <span data-type={value === null ? 'null' : typeof value}>
          {typeof value === 'string' ? <LongText text={value} what={name ?? 'value'} /> : String(value)}
        </span>
      </li>
    )
  const brackets = Array.isArray(value) ? '[]' : '{}'
  if (children.length === 0)
    return (
      <li>
        {label}
        {brackets}
      </li>
    )
  return (
    <li>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span aria-hidden="true">{open ? '▾' : '▸'} </span>
        {label}
        <span className="dim">{Array.isArray(value) ? `[${children.length}]` : `{${children.length}}`}</span>
      </button>
      {open && (
        <ul>
          {children.slice(0, most).map(([key, child]) => (
            <Node key={key} name={key} value={child} depth={depth + 1} isOpen={isOpen} />
          ))}
          {children.length > most && (
            <li>
              <button type="button" onClick={() => setMost(most * 10)}>
                {count(children.length - most)} more
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  )
}

/** Whether a value holds few enough others to be shown with all of them. */
function isSmall(value: unknown): boolean {
  let left = OPEN
  const visit = (each: unknown): boolean => --left >= 0 && (childrenOf(each) ?? []).every(([, child]) => visit(child))
  return visit(value)
}

function childrenOf(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Date) return undefined
  if (value instanceof Map) return [...value].map(([key, child]) => [String(key), child])
  return Object.entries(value)
}
