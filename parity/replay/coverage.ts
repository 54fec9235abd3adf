import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../report.ts'
import type { Outcome } from './replay.ts'

/** An endpoint of the CORE tier: `path` may hold `<name>` for a segment and `<path:name>` for the rest. */
interface Endpoint {
  readonly method: string
  readonly path: string
  /** Why no refusal (or no success) can be provoked. */
  readonly never?: 'refused' | 'answered'
}

/** Reports each CORE endpoint that was not both answered and refused, under its own or its ajax path. */
export function coverage(outcomes: readonly Outcome[], report: Report): void {
  const endpoints: readonly Endpoint[] = JSON.parse(readFileSync(join(import.meta.dirname, 'core-endpoints.json'), 'utf8'))
  for (const endpoint of endpoints) {
    const seen = outcomes.filter(
      (outcome) => endpoint.method.split('|').includes(outcome.method) && pattern(endpoint.path).test(outcome.path),
    )
    const answered = seen.some((outcome) => outcome.status < 400) || endpoint.never === 'answered'
    const refused = seen.some((outcome) => outcome.status >= 400) || endpoint.never === 'refused'
    const missing = [...(answered ? [] : ['no success']), ...(refused ? [] : ['no refusal'])]
    const name = `coverage ${endpoint.method} ${endpoint.path}`
    if (missing.length > 0) report.fail(name, `${missing.join(', ')} among ${seen.length} requests`)
    else report.pass()
  }
}

function pattern(path: string): RegExp {
  const source = path
    .replace(/^\/api\//, '/(ajax-)?api/')
    .replace(/<path:\w+>/g, '.+')
    .replace(/<\w+>/g, '[^/?]+')
  return new RegExp(`^${source}(\\?.*)?$`)
}
