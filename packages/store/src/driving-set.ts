import { type Comparison, type Expression, conjunction, conjuncts } from '@tailrace/filter'
import type { Db, SqlValue } from './database.ts'
import type { Fragment } from './sql.ts'

/** Rows up to which a clause of a filter leads a search. More rows are met soon enough on the way through an index in the order of the page. */
const FEW_MATCHES = 300

/** The rows that one clause of a filter leaves, and the rest of the filter. */
export interface DrivingSet {
  readonly rows: readonly (readonly SqlValue[])[]
  readonly rest: Expression | undefined
}

/**
 * Looks for a clause of the top-level AND that few rows meet, since that is where the search should start.
 * @param matching the query of the rows that meet a clause, at most `limit`; undefined where no index has them
 */
export async function drivingSet(
  db: Db,
  filter: Expression | undefined,
  matching: (comparison: Comparison, limit: number) => Fragment | undefined,
): Promise<DrivingSet | undefined> {
  const operands = conjuncts(filter)
  for (const operand of operands) {
    const probe = operand.type === 'comparison' ? matching(operand, FEW_MATCHES + 1) : undefined
    if (!probe) continue
    const rows = await db.arrays<SqlValue[]>(probe.text, probe.params)
    if (rows.length <= FEW_MATCHES) return { rows, rest: conjunction(operands.filter((other) => other !== operand)) }
  }
  return undefined
}
