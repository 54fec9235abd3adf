import { type SignatureColumn, columnsOfSpec } from '../../files/signature.ts'

/** Columns of a dataset's schema as clients log it (`mlflow_colspec`, `mlflow_tensorspec`); undefined when it is none that is known. */
export function datasetColumns(schema: string | undefined): SignatureColumn[] | undefined {
  const parsed = parse(schema)
  if (parsed === undefined) return undefined
  const { mlflow_colspec: columns, mlflow_tensorspec: tensors } = parsed as { mlflow_colspec?: unknown; mlflow_tensorspec?: unknown }
  if (columns !== undefined) return columnsOfSpec(columns)
  if (typeof tensors !== 'object' || tensors === null) return undefined
  const found = Object.entries(tensors).flatMap(([part, spec]) =>
    columnsOfSpec(typeof spec === 'string' ? parse(spec) : spec).map((column) => ({ ...column, name: column.name || part })),
  )
  return found.length > 0 ? found : undefined
}

/** A dataset's profile as name and value; empty when it is none that can be read. */
export function profileFacts(profile: string | undefined): [name: string, value: string][] {
  const parsed = parse(profile)
  if (parsed === undefined || Array.isArray(parsed)) return []
  return Object.entries(parsed).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)])
}

/** Where a dataset lies, when its source names a place: an address, path or query. */
export function placeOf(source: string): string | undefined {
  const parsed = parse(source)
  if (parsed === undefined) return source === '' || source.startsWith('{') ? undefined : source
  for (const name of ['url', 'uri', 'path', 'table_name', 'delta_table_name']) {
    const value = (parsed as Record<string, unknown>)[name]
    if (typeof value === 'string') return value
  }
  return undefined
}

function parse(text: string | undefined): object | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
