import type { ReactNode } from 'react'
import { count } from '../format.ts'

interface TotalProps {
  of: number
  /** Whether nothing has been answered yet, so that 0 is not a count. */
  isUnknown: boolean
  one: string
  many?: string
}

/** "12 models" in the foot of a list; "… models" until the first answer. */
export function Total({ of, isUnknown, one, many = `${one}s` }: TotalProps): ReactNode {
  return (
    <>
      <b>{isUnknown && of === 0 ? '…' : count(of)}</b> {of === 1 ? one : many}
    </>
  )
}
