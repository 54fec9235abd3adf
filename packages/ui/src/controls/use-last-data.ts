import { useRef } from 'react'

/** The last answer that came: when a request is refused, a list keeps the rows that it had. */
export function useLastData<Data>(data: Data | undefined): Data | undefined {
  const kept = useRef(data)
  if (data !== undefined) kept.current = data
  return kept.current
}
