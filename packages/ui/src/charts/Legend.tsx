import { useElementSize, useMergedRef } from '@mantine/hooks'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { count } from '../format.ts'
import { middle } from './axis-text.ts'
import styles from './charts.module.css'

/** Characters of a name: names of a sweep differ at their ends. */
const NAME = 30
/** Lines of a legend that are shown at first. */
const LINES = 3

/** Names of lines beside a piece of each. A long legend ends after three lines with a button that shows the rest. */
export function Legend({
  entries,
}: {
  entries: readonly { id: string; name: string; color: string; dash: readonly number[]; run?: ReactNode }[]
}): ReactNode {
  const list = useRef<HTMLUListElement>(null)
  const size = useElementSize<HTMLUListElement>()
  const ref = useMergedRef(list, size.ref)
  const [isOpen, setOpen] = useState(false)
  const [fitting, setFitting] = useState(entries.length)
  const names = entries.map(({ name }) => name).join('\n')
  useLayoutEffect(() => {
    if (list.current) setFitting(isOpen ? Infinity : fit(list.current))
  }, [names, isOpen, size.width])
  const rest = entries.length - fitting
  return (
    <ul ref={ref} className={styles['legend']} aria-label="Legend">
      {entries.map(({ id, name, color, dash, run }, index) => (
        <li key={id} title={name} hidden={index >= fitting}>
          <svg className={styles['stroke']} width="18" height="8" aria-hidden="true">
            <line x1="0" y1="4" x2="18" y2="4" style={{ stroke: color }} strokeWidth="2" strokeDasharray={dash.join(' ')} />
          </svg>
          {run ?? <span className="cut">{middle(name, NAME)}</span>}
        </li>
      ))}
      <li data-more hidden={rest <= 0 && !isOpen}>
        <button type="button" className={styles['more']} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Fewer' : `${count(Math.max(0, rest))} more`}
        </button>
      </li>
    </ul>
  )
}

/** How many entries stand in the first lines beside the button that shows the rest; it leaves the list as it will be drawn. */
function fit(list: HTMLUListElement): number {
  const more = list.querySelector<HTMLElement>('[data-more]')
  const items = [...list.children].filter((item): item is HTMLElement => item instanceof HTMLElement && item !== more)
  for (const item of items) item.hidden = false
  if (more) more.hidden = true
  const tops: number[] = []
  const beyond = items.findIndex(({ offsetTop }) => {
    if (tops.at(-1) !== offsetTop) tops.push(offsetTop)
    return tops.length > LINES
  })
  if (beyond < 0 || !more) return items.length
  const lastTop = tops[LINES - 1] ?? 0
  for (const item of items.slice(beyond)) item.hidden = true
  more.hidden = false
  let fitting = beyond
  while (fitting > 1 && more.offsetTop > lastTop) {
    fitting--
    const item = items[fitting]
    if (item) item.hidden = true
  }
  return fitting
}
