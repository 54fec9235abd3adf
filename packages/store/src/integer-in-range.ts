import { invalid } from '@tailrace/contract'

/** A number of a request within its bounds; the standard one when it is absent. @throws MlflowError INVALID_PARAMETER_VALUE */
export function integerInRange(name: string, value: number | undefined, least: number, most: number, standard: number): number {
  const number = value ?? standard
  if (number < least || number > most)
    throw invalid(`Invalid value ${number} for parameter '${name}' supplied. It must be from ${least} to ${most}.`)
  return number
}
