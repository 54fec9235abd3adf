import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ServerConfig } from './config.ts'
import { replyError } from './error-reply.ts'

/** Loopback and private addresses: literals, which no foreign name server can make up. */
const DEFAULT_HOSTS = [
  'localhost',
  '127.0.0.1',
  '[::1]',
  '0.0.0.0',
  '192.168.*',
  '10.*',
  ...range('172.', 16, 31, '.*'),
  '[fc00:*',
  '[fd00:*',
]
const LOOPBACK_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/
const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
const CORS_METHODS = 'GET, POST, PUT, DELETE, OPTIONS, PATCH'
/** Answered whatever the Host header says: load balancers ask by address. */
const OPEN_PATHS = new Set(['/health', '/version', '/ready'])

function range(before: string, from: number, to: number, after: string): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `${before}${from + index}${after}`)
}

/** Checks Host and Origin before anything else is looked at, and sets the headers that every reply carries. */
export function addSecurity(app: FastifyInstance, config: ServerConfig): void {
  const hosts = matcher(config.allowed_hosts ?? defaultHosts(config.host))
  const origins = matcher(config.cors_allowed_origins)
  const anyOrigin = config.cors_allowed_origins.includes('*')
  const isAllowed = (origin: string) => LOOPBACK_ORIGIN.test(origin) || origins(origin)

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    if (config.x_frame_options.toUpperCase() !== 'NONE') reply.header('x-frame-options', config.x_frame_options)
    reply.header('referrer-policy', 'same-origin')
    if (!config.security_checks) return done()
    const path = request.url.split('?', 1)[0] ?? ''
    const { host = '', origin } = request.headers
    if (!OPEN_PATHS.has(path.slice(config.static_prefix.length)) && !hosts(host)) {
      return void replyError(
        reply,
        'PERMISSION_DENIED',
        'Invalid Host header - possible DNS rebinding attack detected. Start the server with --allowed-hosts to answer for this name.',
      )
    }
    if (origin === undefined) return request.method === 'OPTIONS' ? void reply.status(204).send() : done()
    reply.header('vary', 'Origin')
    const trusted = isAllowed(origin)
    if (request.method === 'OPTIONS') return preflight(request, reply, origin, trusted, anyOrigin)
    if (CHANGING.has(request.method) && !trusted && !isSameOrigin(origin, host)) {
      return void replyError(
        reply,
        'PERMISSION_DENIED',
        'Cross-origin request blocked. Start the server with --cors-allowed-origins to allow this origin.',
      )
    }
    if (trusted) allowOrigin(reply, origin, anyOrigin)
    done()
  })
}

function defaultHosts(bound: string): string[] {
  const literal = bound.includes(':') ? `[${bound}]` : bound
  return [...DEFAULT_HOSTS, literal]
}

/** The Host header was checked before, so a page of this very server may call it. */
const isSameOrigin = (origin: string, host: string): boolean => origin === `http://${host}` || origin === `https://${host}`

function preflight(request: FastifyRequest, reply: FastifyReply, origin: string, trusted: boolean, anyOrigin: boolean): void {
  if (request.headers['access-control-request-method'] === undefined) return void reply.status(204).send()
  if (!trusted) return void replyError(reply, 'BAD_REQUEST', 'Disallowed CORS origin')
  allowOrigin(reply, origin, anyOrigin)
  reply.header('access-control-allow-methods', CORS_METHODS).header('access-control-max-age', '600')
  const headers = request.headers['access-control-request-headers']
  if (headers) reply.header('access-control-allow-headers', headers)
  reply.status(200).type('text/plain').send('OK')
}

function allowOrigin(reply: FastifyReply, origin: string, anyOrigin: boolean): void {
  reply.header('access-control-allow-origin', anyOrigin ? '*' : origin)
  if (!anyOrigin) reply.header('access-control-allow-credentials', 'true')
}

/** A test for names against patterns with `*`; the port of a Host header may be left out of the pattern. */
function matcher(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.includes('*')) return () => true
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')).map((pattern) => pattern.toLowerCase()))
  const globs = patterns.filter((pattern) => pattern.includes('*')).map(globToRegExp)
  return (name) => {
    const lower = name.toLowerCase()
    const bare = lower.replace(/:\d+$/, '')
    return exact.has(lower) || exact.has(bare) || globs.some((glob) => glob.test(lower))
  }
}

const globToRegExp = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .toLowerCase()
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  )
