import type { Dataset } from '@tailrace/contract'

/**
 * A dataset as the caller describes it. `name` and `digest` identify it in its experiment.
 *
 * @example const iris: DatasetDescription = { name: 'iris', source: 'data/iris.csv', profile: { num_rows: 150 } }
 */
export interface DatasetDescription {
  /** At most 500 characters. */
  name: string
  /** At most 36 characters; made from source, schema and profile when absent, so that other data get another one. */
  digest?: string
  /** Where it comes from: an address, a path, a query, or an object that says more. */
  source: string | Readonly<Record<string, unknown>>
  /** Kind of source: `local`, `http`, `s3`, `code` ... Default: `http` for addresses, else `code`. */
  sourceType?: string
  /** Its columns, as the signature of a model describes them; an object or JSON text. */
  schema?: unknown
  /** Numbers about it, such as `{ num_rows: 150 }`; an object or JSON text. */
  profile?: unknown
}

/** The wire's dataset. */
export async function datasetOf({ name, digest, source, sourceType, schema, profile }: DatasetDescription): Promise<Dataset> {
  const isAddress = typeof source === 'string' && /^https?:/.test(source)
  const fields = {
    source_type: sourceType ?? (isAddress ? 'http' : 'code'),
    // The Python client reads sources as JSON.
    source: jsonText(typeof source === 'string' ? { [isAddress ? 'url' : 'uri']: source } : source),
    ...(schema !== undefined && { schema: jsonText(schema) }),
    ...(profile !== undefined && { profile: jsonText(profile) }),
  }
  return { name, digest: digest ?? (await digestOf(JSON.stringify(fields))), ...fields }
}

const jsonText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

async function digestOf(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(hash.slice(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
