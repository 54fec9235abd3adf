import { useState } from 'react'
import { useHistoryValue, useKeepInHistory } from '../../history-entry.ts'
import { useSlots } from '../../frame/slots.tsx'
import { useGo } from '../../location.ts'
import type { Cursor } from './RunGrid.tsx'
import { RunActions, type Shown } from './run-actions.ts'
import type { RunRow } from './run-row.ts'

/** What can be done with runs from this page, where the cursor stands, and the run under it. */
export function useRunActions(page: Pick<Shown, 'address' | 'table' | 'columns' | 'setInspected' | 'setTagging'>): {
  actions: RunActions
  cursor: Cursor | undefined
  setCursor: (cursor: Cursor | undefined) => void
  current: RunRow | undefined
} {
  const go = useGo()
  const slots = useSlots()
  const before = useHistoryValue<Cursor>('cursor')
  const [cursor, setCursor] = useState(before)
  useKeepInHistory('cursor', () => cursor)
  const shown = { ...page, cursor, setCursor, slots, go }
  const [actions] = useState(() => new RunActions(shown))
  actions.follow(shown)
  const item = cursor && page.table.items.find(({ key }) => key === cursor.key)
  return { actions, cursor, setCursor, current: item?.kind === 'run' ? item.row : undefined }
}
