import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './http.ts'

/**
 * Keys of cached answers start with what they tell of, so that an event from the server makes the right ones old:
 * `['runs', ...]` lists and statistics of runs, `['run', id]`, `['metrics', ...]`, `['experiments', ...]`, `['experiment', id]`,
 * `['models', ...]` lists, `['model', name, ...]` a model and its versions, `['files', ...]`, `['views', ...]`, `['server']`.
 */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Events make answers old; this is for what is asked by two parts of one page.
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // A refusal stays one; only a server that did not answer is asked again.
      retry: (failures, error) => !(error instanceof ApiError && error.status >= 400 && error.status < 500) && failures < 2,
    },
  },
})

/** Long answers that nobody looks at and that are kept nevertheless, for the way back. */
const KEPT = 1

/** Forgets long answers that nobody looks at any more, but for the newest, so that going through many pages does not fill the memory. */
export function forgetOld(...key: string[]): void {
  const unused = queries.getQueryCache().findAll({ queryKey: key, type: 'inactive' })
  const old = unused.toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt).slice(KEPT)
  for (const query of old) queries.getQueryCache().remove(query)
}
