import { at, differences } from './compare.ts'
import type { Answer } from './exchange.ts'

interface Rule {
  /** Why Tailrace answers otherwise on purpose. */
  readonly reason: string
  /** Whether Tailrace's answer is the intended one, given MLflow's. */
  readonly intended: (original: Answer, tailrace: Answer) => boolean
}

/** The intended differences. A request names the one that it may show (`differs`); every other difference is a failure. */
export const DIFFERENCES = {
  'json-not-html': {
    reason:
      'Errors are always the JSON envelope; MLflow answers unknown routes, wrong methods and framework errors with HTML, plain text or {"detail"}.',
    intended: (original, tailrace) => !isEnvelope(original) && tailrace.status === original.status && isEnvelope(tailrace),
  },
  'refused-not-500': {
    reason: 'A bad request is refused with 4xx. MLflow fails with 500 here, which costs its client minutes of retries.',
    intended: (original, tailrace) => original.status >= 500 && refuses(tailrace),
  },
  'error-class': {
    reason:
      'An unknown field of an order is refused with the class of every bad parameter; MLflow has a class of its own for it, which no client reads.',
    intended: (original, tailrace) => tailrace.status === original.status && codeOf(tailrace) === codeOf(original),
  },
  'malformed-refused': {
    reason:
      'MLflow drops a field that it cannot parse, and all fields after it, takes unparseable JSON as an empty body and an absent argument as None; Tailrace refuses these with 400.',
    intended: (original, tailrace) => original.status < 500 && tailrace.status === 400 && refuses(tailrace),
  },
  'camel-case': {
    reason:
      'Fields are taken in lowerCamelCase too; MLflow looks for a required field under its snake_case name only, so that it refuses what its own parser reads, and ignores camelCase in a query string.',
    intended: (original, tailrace) =>
      tailrace.status === 200 && (original.status === 200 || messageOf(original).startsWith('Missing value for required parameter')),
  },
  'larger-grammar': {
    reason:
      "The search language is a superset: OR, NOT, parentheses, IN on params and tags, BETWEEN, RLIKE, keys with / - : without quotes, and E'...', a text whose backslashes escape quotes, % and _. What MLflow refuses may be answered.",
    intended: (original, tailrace) => original.status === 400 && tailrace.status === 200,
  },
  'nan-of-models': {
    reason: 'A metric of a logged model that was logged as NaN is answered as NaN, comes last and meets no filter; MLflow answers 0.',
    intended: (original, tailrace) =>
      at(original.body, 'model.data.metrics.0.value') === '<double 0.0>' && at(tailrace.body, 'model.data.metrics.0.value') === 'NaN',
  },
  nul: {
    reason: 'A NUL character in a text is refused on both databases; MLflow stores it on SQLite and fails with 500 on PostgreSQL.',
    intended: (original, tailrace) =>
      (original.status === 200 || original.status === 500) && tailrace.status === 400 && isEnvelope(tailrace),
  },
  'schema-length': {
    reason:
      'A text that is longer than its column in the PostgreSQL schema is refused on both databases, naming the limit. MLflow stores it on SQLite, or names a longer limit, and fails on PostgreSQL.',
    intended: (_original, tailrace) => refuses(tailrace) && messageOf(tailrace).includes('exceeds the maximum length of'),
  },
  'safe-path': {
    reason:
      'Backslashes, NUL and absolute paths are refused in artifact paths; MLflow stores the first two as they are and redirects the last.',
    intended: (original, tailrace) => original.status < 500 && tailrace.status === 400 && isEnvelope(tailrace),
  },
  'name-is-data': {
    reason:
      'An artifact path is decoded once: encoded twice, it is a name with a `%`, and `#` is a character of a name. MLflow decodes until nothing is left, and refuses `#`.',
    intended: (original, tailrace) =>
      (original.status === 400 && [200, 404].includes(tailrace.status)) || (original.status === 200 && tailrace.status === 404),
  },
  'artifact-uri': {
    reason: 'Artifact locations and sources hold no parameters and no dot segments, whatever their scheme.',
    intended: (original, tailrace) => original.status === 200 && tailrace.status === 400 && isEnvelope(tailrace),
  },
  'local-location': {
    reason:
      'An experiment keeps its artifacts in a local folder only below the folders that the server may use (--local-artifact-roots); MLflow stores any path.',
    intended: (original, tailrace) =>
      original.status === 200 && tailrace.status === 400 && messageOf(tailrace).includes('--local-artifact-roots'),
  },
  'driver-text': {
    reason:
      'The message of MLflow holds the text of its SQL library and the statement; nobody matches on it, and it does not belong on the wire.',
    intended: (original, tailrace) =>
      sameError(original, tailrace) && messageOf(tailrace).startsWith(beforeDriverText(messageOf(original))),
  },
  'valid-json': {
    reason: 'NaN is the text "NaN" everywhere; MLflow writes a bare NaN here, which is no JSON.',
    intended: (original, tailrace) => differences(withoutIds(original), withoutIds(tailrace)).length === 0,
  },
  'special-floats': {
    reason: 'The bare words NaN, Infinity and -Infinity, 1e400 and the text "nan" are stored as what they say; MLflow stores 0.',
    intended: (original, tailrace) =>
      original.status === 200 &&
      at(original.body, 'metrics.0.value') === '<double 0.0>' &&
      ['NaN', '<double 1.7976931348623157e+308>', '<double -1.7976931348623157e+308>'].includes(
        String(at(tailrace.body, 'metrics.0.value')),
      ),
  },
  'escaped-slash': {
    reason: 'A path argument may hold an escaped slash; MLflow finds no route then.',
    intended: (original, tailrace) => original.status === 404 && tailrace.status === 200,
  },
  'invalid-utf8': {
    reason: 'Bytes that are no UTF-8 are shown in other words in the message (same status and code).',
    intended: sameError,
  },
  version: {
    reason: 'GET /version answers the version of MLflow that is matched, or of Tailrace; clients only parse it as a version.',
    intended: (_original, tailrace) => tailrace.status === 200 && /^\d+\.\d+\.\d+/.test(String(tailrace.body)),
  },
  features: {
    reason: 'server-info names what this server has: no gateway, no presigned uploads for object stores yet.',
    intended: (_original, tailrace) => tailrace.status === 200 && tailrace.json && at(tailrace.body, 'store_type') === 'SqlStore',
  },
  'own-page': {
    reason: 'The page at / is our own.',
    intended: (_original, tailrace) => tailrace.status === 200 && (tailrace.headers['content-type'] ?? '').startsWith('text/html'),
  },
  'opaque-token': {
    reason: 'Page tokens are positions, not offsets, so a made-up token is refused in other words (same status and code).',
    intended: (original, tailrace) => original.status === 400 && sameError(original, tailrace),
  },
} as const satisfies Record<string, Rule>

export type Difference = keyof typeof DIFFERENCES

/** Whether a reply is an error in the JSON envelope. */
function isEnvelope(reply: Answer): boolean {
  const { body } = reply
  return (
    reply.json &&
    typeof body === 'object' &&
    body !== null &&
    typeof codeOf(reply) === 'string' &&
    'message' in body &&
    typeof body.message === 'string'
  )
}

function sameError(original: Answer, tailrace: Answer): boolean {
  return tailrace.status === original.status && codeOf(tailrace) === codeOf(original) && isEnvelope(tailrace)
}

/** The part of a message that is MLflow's own: what stands before the library's text. */
function beforeDriverText(message: string): string {
  return message.split(/(?:Error: )?\((?:sqlite3|psycopg2|raised as a result)\b/)[0] ?? ''
}

function withoutIds(reply: Answer): unknown {
  const text = JSON.stringify(reply.body)
    .replace(/[0-9a-f]{32}/g, '<id>')
    .replaceAll('<bare NaN>', 'NaN')
  return JSON.parse(text)
}

function messageOf(reply: Answer): string {
  const { body } = reply
  return typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : ''
}

function refuses(reply: Answer): boolean {
  return reply.status >= 400 && reply.status < 500 && isEnvelope(reply)
}

function codeOf(reply: Answer): unknown {
  const { body } = reply
  return typeof body === 'object' && body !== null && 'error_code' in body ? body.error_code : undefined
}
