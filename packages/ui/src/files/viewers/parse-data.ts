import { parse, parseAllDocuments } from 'yaml'

/**
 * The value of a JSON or YAML file. NaN and infinities, which Python writes into JSON, are read as what they are.
 * @throws Error what is wrong and where
 */
export function parseData(text: string, extension: string): unknown {
  if (extension !== 'json') return parseYaml(text)
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!/[:[,\s](-?Infinity|NaN)\b/.test(text)) throw error
    return revived(
      JSON.parse(
        text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (part) => (part.startsWith('"') ? part : `{"${MARK}":"${part}"}`)),
      ),
    )
  }
}

const MARK = '__number__'

function revived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revived)
  if (typeof value !== 'object' || value === null) return value
  const marked = (value as Record<string, unknown>)[MARK]
  if (typeof marked === 'string') return Number(marked)
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, revived(child)]))
}

function parseYaml(text: string): unknown {
  const documents = parseAllDocuments(text)
  if (Array.isArray(documents) && documents.length > 1) return documents.map((document) => document.toJS({ maxAliasCount: 100 }) as unknown)
  return parse(text, { maxAliasCount: 100 }) as unknown
}

/** A logged table (mlflow.log_table, pandas `split`): column names and rows of values. */
export interface LoggedTable {
  columns: string[]
  rows: unknown[][]
}

/** The table that a JSON value holds; undefined when it is none. */
export function loggedTable(value: unknown): LoggedTable | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { columns, data } = value as { columns?: unknown; data?: unknown }
  if (!Array.isArray(columns) || !Array.isArray(data) || columns.length === 0) return undefined
  if (!data.every((row): row is unknown[] => Array.isArray(row) && row.length <= columns.length)) return undefined
  return { columns: columns.map(String), rows: data }
}
