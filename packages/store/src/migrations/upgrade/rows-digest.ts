import { createHash } from 'node:crypto'
import type { Db } from '../../database.ts'
import { schemaTables } from '../check-schema.ts'

/** Number of rows of each table that has any, and a digest of all they hold, whatever their order: for tests. */
export async function rowsDigest(db: Db): Promise<Record<string, string>> {
  const digests: Record<string, string> = {}
  for (const table of (await schemaTables(db)).toSorted()) {
    const rows = await db.all<Record<string, unknown>>(`select * from ${table}`)
    if (rows.length === 0) continue
    const texts = rows.map((row) =>
      JSON.stringify(
        Object.keys(row)
          .toSorted()
          .map((name) => [name, plain(row[name])]),
      ),
    )
    digests[table] = `${rows.length} ${createHash('sha256').update(texts.toSorted().join('\n')).digest('hex').slice(0, 16)}`
  }
  return digests
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (typeof value === 'bigint') return String(value)
  return Object.is(value, -0) ? '-0' : value
}
