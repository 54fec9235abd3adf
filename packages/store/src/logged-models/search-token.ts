import { type LoggedModelOrderBy, type RequestOf, type searchLoggedModels as Search, invalid, pythonRepr } from '@tailrace/contract'
import { printToken, readToken } from '../page-token.ts'

type Request = RequestOf<typeof Search>

/** Values that the last model given is ordered by; null before the first model. */
type Place = readonly unknown[] | null

/** What a token is bound to: the next page must be asked for with the same. */
const bound = ({ experiment_ids, filter, order_by = [] }: Request) =>
  [experiment_ids, filter || null, order_by.length === 0 ? null : order_by.map(whole)] as const

const whole = ({ field_name = '', ascending = true, dataset_name, dataset_digest }: LoggedModelOrderBy) => ({
  field_name,
  ascending,
  dataset_name: dataset_name || null,
  dataset_digest: dataset_digest || null,
})

/** Prints the token of the page that starts after a place. */
export const printSearchToken = (request: Request, place: Place): string => printToken('logged-models', [...bound(request), place])

/** Reads the place of a request's token, null without one. @throws MlflowError INVALID_PARAMETER_VALUE: a token of another search */
export function readSearchToken(request: Request): Place {
  if (!request.page_token) return null
  const [experiments, filter, order, place = null] = readToken('logged-models', request.page_token)
  const [wantedExperiments, wantedFilter, wantedOrder] = bound(request)
  const same = (found: unknown, wanted: unknown): boolean => JSON.stringify(found) === JSON.stringify(wanted)
  if (!same(experiments, wantedExperiments)) {
    throw invalid(
      `Experiment IDs in the page token do not match the requested experiment IDs. Expected: ${print(wantedExperiments)}. Found: ${print(experiments)}`,
    )
  }
  if (!same(filter, wantedFilter)) {
    throw invalid(
      `Filter string in the page token does not match the requested filter string. Expected: ${wantedFilter ?? 'None'}. Found: ${filter ?? 'None'}`,
    )
  }
  if (!same(order, wantedOrder)) {
    throw invalid(
      `Order by in the page token does not match the requested order by. Expected: ${print(wantedOrder)}. Found: ${print(order)}`,
    )
  }
  if (place !== null && !Array.isArray(place)) throw invalid('Invalid page token')
  return place
}

/** Prints a JSON value as Python prints it in a message. */
function print(value: unknown): string {
  if (typeof value === 'string') return pythonRepr(value)
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`
  if (typeof value !== 'object') return String(value)
  return `{${Object.entries(value)
    .map(([key, item]) => `${print(key)}: ${print(item)}`)
    .join(', ')}}`
}
