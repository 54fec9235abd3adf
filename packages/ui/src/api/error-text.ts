import { CancelledError } from '@tanstack/react-query'

/** What went wrong, in the server's own words where it said some. */
export function errorText(error: unknown): string {
  if (error instanceof CancelledError) return 'Loading was stopped.'
  return error instanceof Error ? error.message : String(error)
}
