import { useCallback, useSyncExternalStore } from 'react'
import { type Address, go, onShown, setQuery, shownAddress } from './address.ts'
import type { Search } from './address-text.ts'

export type { Search }

/** Fetches what a page shows first into the cache of answers, from the parameters of its address. What fails is for the page to tell of. */
export type Prepare = (params: Readonly<Record<string, string | undefined>>, query: Search) => Promise<unknown>

const query = (): Search => shownAddress().query
const params = (): Readonly<Record<string, string | undefined>> => shownAddress().params
const path = (): string => shownAddress().path

/** Query parameters of the address, all of them text. */
export const useQuery = (): Search => useSyncExternalStore(onShown, query)

/** Parameters of the path, e.g. `experimentId`; `_splat` is the rest of it. */
export const usePathParams = (): Readonly<Record<string, string | undefined>> => useSyncExternalStore(onShown, params)

/** Path of the address without its query, e.g. `/experiments/1/runs`. */
export const usePath = (): string => useSyncExternalStore(onShown, path)

/** Whether something holds for the address, for what need not be drawn again while that stays so. */
export const useIsShown = (holds: (address: Address) => boolean): boolean => useSyncExternalStore(onShown, () => holds(shownAddress()))

/**
 * Sets query parameters; undefined or an empty text takes one out. `push` (default) makes a step that Back undoes, `replace` does not:
 * for what changes while one drags or types.
 */
export const useSetQuery = (): ((changes: Readonly<Record<string, string | undefined>>, how?: 'push' | 'replace') => void) => setQuery

/** One query parameter as state: its text (or the default) and its setter. */
export function useQueryState(name: string, initial = ''): [value: string, set: (value: string, how?: 'push' | 'replace') => void] {
  const value = useQuery()[name] ?? initial
  const set = useSetQuery()
  return [value, useCallback((next, how) => set({ [name]: next === initial ? undefined : next }, how), [set, name, initial])]
}

/** Goes to an address of this UI, e.g. `/experiments/1?q=...`. */
export const useGo = (): ((href: string, how?: 'push' | 'replace') => void) => go
