import { type GraphQLFieldResolver, type GraphQLOutputType, isEnumType, isListType, isNonNullType, isObjectType } from 'graphql'

const UNSET: Readonly<Record<string, unknown>> = { String: '', LongString: '0', Int: 0, Float: 0, Boolean: false }

/**
 * Reads a field of an object of the JSON API. What is absent there has the default of its type, as in MLflow: the empty text, 0, an
 * empty list, an object of such fields; `apiError` is null.
 */
export const readField: GraphQLFieldResolver<Record<string, unknown>, unknown> = (source, _args, _context, { fieldName, returnType }) => {
  if (fieldName === 'apiError') return null
  const value = source[snakeCase(fieldName)] ?? unset(returnType)
  if (typeof value === 'function') return value()
  // A chart leaves NaN out; JSON has no number for it.
  return value === 'NaN' ? null : value
}

/** `runId` as the JSON API writes it: `run_id`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function unset(type: GraphQLOutputType): unknown {
  if (isNonNullType(type)) return unset(type.ofType)
  if (isListType(type)) return []
  if (isObjectType(type)) return {}
  if (isEnumType(type)) return type.getValues()[0]?.value
  return UNSET[type.name]
}
