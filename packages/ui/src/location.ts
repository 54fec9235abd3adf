import { useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** Every query parameter is plain text, so that an address can be read and written by hand. */
export type Search = Readonly<Record<string, string>>

/** Fetches what a page shows first into the cache of answers, from the parameters of its address. What fails is for the page to tell of. */
export type Prepare = (params: Readonly<Record<string, string | undefined>>, query: Search) => Promise<unknown>

/** Query parameters of the address, all of them text. */
export const useQuery = (): Search => useSearch({ strict: false }) as Search

/** Parameters of the path, e.g. `experimentId`; `_splat` is the rest of it. */
export const usePathParams = (): Readonly<Record<string, string | undefined>> =>
  useParams({ strict: false }) as Record<string, string | undefined>

/** Path of the address without its query, e.g. `/experiments/1/runs`. */
export const usePath = (): string => useRouterState({ select: (state) => state.location.pathname })

/**
 * Sets query parameters; undefined or an empty text takes one out. `push` (default) makes a step that Back undoes, `replace` does not:
 * for what changes while one drags or types.
 */
export function useSetQuery(): (changes: Readonly<Record<string, string | undefined>>, how?: 'push' | 'replace') => void {
  const navigate = useNavigate()
  return useCallback(
    (changes, how = 'push') =>
      void navigate({
        to: '.',
        search: ((before: Search) => Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value))) as never,
        replace: how === 'replace',
      }),
    [navigate],
  )
}

/** One query parameter as state: its text (or the default) and its setter. */
export function useQueryState(name: string, initial = ''): [value: string, set: (value: string, how?: 'push' | 'replace') => void] {
  const value = useQuery()[name] ?? initial
  const set = useSetQuery()
  return [value, useCallback((next, how) => set({ [name]: next === initial ? undefined : next }, how), [set, name, initial])]
}

/** Goes to an address of this UI, e.g. `/experiments/1?q=...`. */
export function useGo(): (href: string, how?: 'push' | 'replace') => void {
  const navigate = useNavigate()
  return useCallback((href, how = 'push') => void navigate({ href, replace: how === 'replace' } as never), [navigate])
}
