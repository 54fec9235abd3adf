import { existsSync } from 'node:fs'
import path from 'node:path'

/** The project's root. */
export const ROOT = path.resolve(import.meta.dirname, '..')

/** Where the bench keeps its databases; ignored by git, removed at will. */
export const CACHE = path.join(ROOT, '.cache', 'bench')

/** The Python of MLflow, 3.17.2: `TAILRACE_MLFLOW_3`, else the one in `.cache/python`. Throws when neither is there. */
export function originalPython(): string {
  const python = process.env['TAILRACE_MLFLOW_3'] ?? path.join(ROOT, '.cache', 'python', 'mlflow-3.17', 'bin', 'python')
  if (existsSync(python)) return python
  throw new Error('MLflow is missing: set TAILRACE_MLFLOW_3 to a Python that has mlflow==3.17.2 (the seeded database is made with it, too)')
}
