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
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      // A refusal stays one; only a server that did not answer is asked again.
      retry: (failures, error) => !(error instanceof ApiError && error.status >= 400 && error.status < 500) && failures < 2,
    },
  },
})
