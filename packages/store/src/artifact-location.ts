/**
 * Joins path segments to an artifact location: `mlflow-artifacts:/` + `1` is `mlflow-artifacts:/1`. They go before a query; in a local
 * path `?` is an ordinary character.
 */
export function joinLocation(root: string, ...segments: readonly string[]): string {
  const query = /^(?!file:)[a-z][a-z0-9+.-]+:[^?]*(\?.*)$/is.exec(root)?.[1] ?? ''
  const path = root.slice(0, root.length - query.length)
  return [path.endsWith('/') ? path.slice(0, -1) : path, ...segments].join('/') + query
}
