import { REFERENCE_VERSION } from './config.ts'

/** Features of MLflow that Tailrace does not have, by the first word of a path below `/api/N.0/mlflow/` (or the whole path of others). */
const FEATURES: Readonly<Record<string, string>> = {
  traces: 'does not keep traces yet',
  'get-trace-artifact': 'does not keep traces yet',
  'unified-traces': 'does not keep traces yet',
  'get-online-trace-details': 'does not keep traces yet',
  // The Python client stops sending spans, quietly, when it reads these words.
  '/v1/traces': 'does not keep traces yet: REST OTLP span logging is not supported',
  assessments: 'does not keep assessments yet',
  issues: 'does not keep issues of traces yet',
  'label-schemas': 'does not keep label schemas yet',
  'review-queues': 'does not keep review queues yet',
  datasets: 'does not keep evaluation datasets yet',
  scorer: 'does not run scorers yet',
  scorers: 'does not keep scorers yet',
  genai: 'does not run evaluations yet',
  jobs: 'does not run jobs yet',
  demo: 'does not generate demo traces',
  'prompt-optimization': 'does not optimize prompts yet',
  gateway: 'does not have an AI gateway yet',
  'gateway-proxy': 'does not have an AI gateway yet',
  '/gateway': 'does not have an AI gateway yet',
  assistant: 'does not have an assistant',
  'mcp-servers': 'does not keep MCP servers yet',
  webhooks: 'does not have webhooks yet',
  workspaces: 'does not have workspaces yet',
  users: 'does not have users yet',
  roles: 'does not have roles yet',
  permissions: 'does not have permissions yet',
  '/signup': 'does not have users yet',
  'ui-telemetry': 'does not collect telemetry',
}

/**
 * The sentence that tells a client that a path is an endpoint of MLflow which is not available here, or undefined for a path that MLflow
 * does not have either.
 * @param path without prefix, query and escapes
 */
export function notAvailable(path: string): string | undefined {
  const [, below] = /^\/(?:ajax-)?api\/\d\.0\/(?:mlflow\/)?(.+)$/.exec(path) ?? []
  const words = below?.split('/') ?? []
  // Assessments lie below their trace, permissions in MLflow 2 below what they are about.
  const keys = below
    ? [words.includes('assessments') ? 'assessments' : '', words[0], words[1] === 'permissions' ? words[1] : '']
    : roots(path)
  const feature = keys.map((key) => FEATURES[key ?? '']).find((text) => text !== undefined)
  return feature && `Tailrace ${feature}. The endpoint ${path.slice(0, 200)} of MLflow ${REFERENCE_VERSION} is not available.`
}

/** A path outside the API: its first part, and its first two. */
function roots(path: string): string[] {
  const [first = '', second = ''] = path.split('/').slice(1)
  return [`/${first}`, `/${first}/${second}`]
}
