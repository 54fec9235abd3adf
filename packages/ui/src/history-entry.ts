import { useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { type Address, addressBefore, onLeave, onShown, shownAddress } from './address.ts'

/** What is kept in the tab's storage, so that it outlives a reload. */
const KEY = 'tailrace.history'
/** Values that are kept; the oldest go first. */
const MOST = 200

let values: Map<string, unknown> | undefined

function kept(): Map<string, unknown> {
  values ??= new Map(stored())
  return values
}

function stored(): [string, unknown][] {
  try {
    const entries: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]')
    return Array.isArray(entries) ? (entries as [string, unknown][]) : []
  } catch {
    return []
  }
}

function keep(key: string, value: unknown): void {
  const all = kept()
  all.delete(key)
  if (value !== undefined) all.set(key, value)
  for (const oldest of all.keys()) {
    if (all.size <= MOST) break
    all.delete(oldest)
  }
}

addEventListener('pagehide', () => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...kept()]))
  } catch {
    // A full or forbidden storage: then a reload begins at the top.
  }
})

const entry = (): string => shownAddress().entry

/** What was kept under a name with this entry of the browser's history when it was left; undefined where one has not been before. */
export function useHistoryValue<Value>(name: string): Value | undefined {
  const at = useSyncExternalStore(onShown, entry)
  return useMemo(() => kept().get(`${at} ${name}`) as Value | undefined, [at, name])
}

/** Says what to keep under a name (plain data, or undefined for nothing): it is asked when the entry is left, while the page still stands. */
export function useKeepInHistory(name: string, now: () => unknown): void {
  const latest = useRef(now)
  latest.current = now
  useLayoutEffect(() => onLeave(() => keep(`${entry()} ${name}`, latest.current())), [name])
}

/** A set of keys as state that is there again after Back: what is selected, or folded. Empty at first. */
export function useKeptSet(name: string): [keys: ReadonlySet<string>, set: (keys: ReadonlySet<string>) => void] {
  const before = useHistoryValue<readonly string[]>(name)
  const [keys, setKeys] = useState<ReadonlySet<string>>(() => new Set(before))
  useKeepInHistory(name, () => [...keys])
  return [keys, setKeys]
}

/** The parameter of the page that one came from, e.g. the `runId` of its run: undefined when that page does not lie below this one. */
export function useCameFrom(param: string): string | undefined {
  const at = useSyncExternalStore(onShown, entry)
  return useMemo(() => below(addressBefore(), shownAddress(), param), [at, param])
}

function below(from: Address | undefined, to: Address, param: string): string | undefined {
  if (!from || !Object.entries(to.params).every(([name, value]) => name === '_splat' || from.params[name] === value)) return undefined
  return from.params[param]
}
