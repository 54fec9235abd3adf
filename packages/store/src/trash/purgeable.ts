import { type MlflowError, invalid } from '@tailrace/contract'

/** How long something must have been deleted; ms, 0 for no matter how long. */
export interface Age {
  readonly older_than: number
  /** ms since the epoch. */
  readonly now: number
}

interface Deleted {
  readonly id: string | number | bigint | bigint
  readonly stage: string
  /** ms since the epoch; null where it is not known, which counts as long ago. */
  readonly deleted_at: number | null
}

const isYoung = ({ deleted_at }: Deleted, { older_than, now }: Age): boolean => (deleted_at ?? 0) > now - older_than && older_than > 0

/** The refusals of a purge, with the texts of MLflow. */
export const requirePurgeable = {
  /** @throws MlflowError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE */
  each(kind: 'Run' | 'Logged model', ids: readonly string[], rows: readonly Deleted[], age: Age, none: (id: string) => MlflowError): void {
    const found = new Map(rows.map((row) => [row.id, row]))
    const kinds = `${kind.toLowerCase()}s`
    for (const id of ids) {
      const row = found.get(id)
      if (!row) throw none(id)
      if (row.stage !== 'deleted') {
        throw invalid(`${kind} ${id} is not in \`deleted\` lifecycle stage. Only ${kinds} in \`deleted\` lifecycle stage can be deleted.`)
      }
      if (isYoung(row, age)) {
        throw invalid(`${kind} ${id} is not older than the required age. Only ${kinds} older than ${spanText(age)} can be deleted.`)
      }
    }
  },

  /** @throws MlflowError INVALID_PARAMETER_VALUE */
  experiments(rows: readonly Deleted[], age: Age): void {
    const named = (some: readonly Deleted[]): string => `[${some.map(({ id }) => `'${id}'`).join(', ')}]`
    const active = rows.filter(({ stage }) => stage !== 'deleted')
    if (active.length > 0) {
      throw invalid(
        `Experiments ${named(active)} are not in the deleted lifecycle stage. Only experiments in the deleted lifecycle stage can be hard-deleted.`,
      )
    }
    const young = rows.filter((row) => isYoung(row, age))
    if (young.length > 0) {
      throw invalid(
        `Experiments ${named(young)} are not older than the required age. Only experiments older than ${spanText(age)} can be deleted.`,
      )
    }
  },
}

/** `1d2h3m4s`, as the flag of the command line is written. */
function spanText({ older_than }: Age): string {
  const units = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'm'],
  ] as const
  let rest = older_than
  let text = ''
  for (const [ms, unit] of units) {
    if (rest >= ms) text += `${Math.floor(rest / ms)}${unit}`
    rest %= ms
  }
  return rest > 0 || text === '' ? `${text}${rest / 1000}s` : text
}
