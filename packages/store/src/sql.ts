import type { SqlValue } from './database.ts'

/** A piece of SQL with the values of its `?`, in order. */
export interface Fragment {
  readonly text: string
  readonly params: readonly SqlValue[]
}

/** SQL without values. Never give it text that came from a client. */
export const raw = (text: string): Fragment => ({ text, params: [] })

/** A template whose values become parameters, and whose fragments are put in as they are. */
export function sql(strings: TemplateStringsArray, ...values: readonly (SqlValue | Fragment)[]): Fragment {
  let text = strings[0] ?? ''
  const params: SqlValue[] = []
  values.forEach((value, index) => {
    if (isFragment(value)) {
      text += value.text
      params.push(...value.params)
    } else {
      text += '?'
      params.push(value)
    }
    text += strings[index + 1] ?? ''
  })
  return { text, params }
}

const isFragment = (value: SqlValue | Fragment): value is Fragment => typeof value === 'object' && value !== null && 'text' in value

/** Joins fragments: `and`, `or`, commas. */
export const joined = (fragments: readonly Fragment[], separator: string): Fragment => ({
  text: fragments.map(({ text }) => text).join(separator),
  params: fragments.flatMap(({ params }) => params),
})

/** All conditions together; none is `true`. */
export const all = (conditions: readonly Fragment[]): Fragment =>
  conditions.length === 0
    ? raw('true')
    : joined(
        conditions.map((condition) => sql`(${condition})`),
        ' and ',
      )
