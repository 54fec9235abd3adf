import type { ReactNode } from 'react'
import { toast, toastError } from './toast.tsx'

/** A change on the server that somebody asked for. */
export interface Mutation {
  run: () => Promise<unknown>
  /** The message when it is done; absent for none. */
  said?: ReactNode
  /** Takes it back. */
  undo?: (() => Promise<unknown>) | undefined
  /** Asks again for what shows it; of a mutation that failed as well, since it may have been done in part. */
  after: () => Promise<unknown>
}

/**
 * Makes a change, confirms it at once and offers to undo it; a failure is reported in the server's own words.
 * Ends, with whether it worked, when `after` has.
 */
export async function perform({ run, said, undo, after }: Mutation): Promise<boolean> {
  let worked = true
  try {
    await run()
    if (said !== undefined) toast(said, undo && { undo: () => perform({ run: undo, after }) })
  } catch (error) {
    worked = false
    toastError(error)
  }
  await after()
  return worked
}
