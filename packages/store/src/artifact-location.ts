/** Joins path segments to an artifact location: `mlflow-artifacts:/` + `1` is `mlflow-artifacts:/1`. */
export const joinLocation = (root: string, ...segments: readonly string[]): string =>
  [root.endsWith('/') ? root.slice(0, -1) : root, ...segments].join('/')
