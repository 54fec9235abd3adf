import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ServerConfig } from './config.ts'
import { replyError } from './error-reply.ts'
import { pathOf } from './route.ts'

/** Addresses of this machine and of private networks, as literals: unlike a name, no foreign name server can make one up. */
const PRIVATE_HOST =
  /^(localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0|192\.168(\.\d{1,3}){2}|10(\.\d{1,3}){3}|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}|\[f[cd][\da-f]{2}:[\da-f:.]*\])(:\d+)?$/
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/
const LOOPBACK_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/
/** Longest Host or Origin that is looked at, in characters: names have 253 at most. */
const MAX_NAME = 300
/** A target that names a host, as proxies are sent it. */
export const ABSOLUTE_TARGET = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const CORS_METHODS = 'GET, POST, PUT, DELETE, OPTIONS, PATCH'
/** Answered whatever the Host header says: load balancers ask by address. */
const OPEN_PATHS = new Set(['/health', '/version', '/ready'])

/** Headers that every reply carries. */
export function setSecurityHeaders(reply: FastifyReply, { x_frame_options }: ServerConfig): void {
  reply.header('x-request-id', reply.request.id)
  reply.header('x-content-type-options', 'nosniff')
  reply.header('referrer-policy', 'same-origin')
  reply.header('vary', 'Origin')
  // Pages and files say for themselves how long they may be kept.
  reply.header('cache-control', 'no-store')
  if (x_frame_options.toUpperCase() !== 'NONE') reply.header('x-frame-options', x_frame_options)
}

/** Checks Host and Origin before anything else is looked at, and sets the headers that every reply carries. */
export function addSecurity(app: FastifyInstance, config: ServerConfig): void {
  const isHost = hostCheck(config)
  const origins = matcher(config.cors_allowed_origins)
  const anyOrigin = config.cors_allowed_origins.includes('*')
  const isTrusted = (origin: string) => origin.length <= MAX_NAME && (LOOPBACK_ORIGIN.test(origin) || origins(origin))

  app.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(reply, config)
    if (!config.security_checks) return done()
    const { host = '', origin } = request.headers
    const target = targetHost(request.originalUrl)
    if (target !== undefined && !isHost(target)) {
      return void replyError(reply, 'PERMISSION_DENIED', `This server does not answer for ${JSON.stringify(target.slice(0, MAX_NAME))}.`)
    }
    if (!isHost(host) && !OPEN_PATHS.has(pathOf(request).slice(config.static_prefix.length))) {
      return void replyError(
        reply,
        'PERMISSION_DENIED',
        `Invalid Host header - possible DNS rebinding attack detected. This server does not answer to ${JSON.stringify(host.slice(0, MAX_NAME))}: start it with --allowed-hosts and this name to allow it.`,
      )
    }
    if (origin === undefined) {
      if (request.method === 'OPTIONS') return void reply.status(204).send()
      // A browser that leaves the origin out still says that another site asks.
      return isCrossSite(request) ? void refuseOrigin(reply) : done()
    }
    const trusted = isTrusted(origin)
    if (request.method === 'OPTIONS') return preflight(request, reply, origin, trusted, anyOrigin)
    const isForeign = !isSameOrigin(origin, host) || isCrossSite(request)
    if (!SAFE.has(request.method) && !trusted && isForeign) return void refuseOrigin(reply)
    if (trusted) allowOrigin(reply, origin, anyOrigin)
    done()
  })
}

const isCrossSite = ({ method, headers }: FastifyRequest): boolean =>
  !SAFE.has(method) && String(headers['sec-fetch-site']).toLowerCase() === 'cross-site'

const refuseOrigin = (reply: FastifyReply): FastifyReply =>
  replyError(reply, 'PERMISSION_DENIED', 'Cross-origin request blocked. Start the server with --cors-allowed-origins to allow this origin.')

/** The host that an absolute target names, `http://host/path`; undefined for a path. */
function targetHost(target: string): string | undefined {
  return ABSOLUTE_TARGET.exec(target)?.[1]
}

/** With a list of hosts those and loopback are answered; without one, private addresses and the address that the server is bound to. */
function hostCheck({ allowed_hosts, host: bound }: ServerConfig): (host: string) => boolean {
  const listed = matcher(allowed_hosts ?? [literal(bound)])
  const always = allowed_hosts ? LOOPBACK_HOST : PRIVATE_HOST
  return (host) => host.length <= MAX_NAME && (always.test(host.toLowerCase()) || listed(host))
}

/** An address as a Host header writes it. */
const literal = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** The names of `hostCheck` in words, for whoever starts the server. */
export function answeredHosts({ allowed_hosts, host: bound, security_checks }: ServerConfig): string {
  if (!security_checks || allowed_hosts?.includes('*')) return 'any name'
  if (allowed_hosts) return ['localhost', ...allowed_hosts].join(', ')
  const names = ['localhost', 'private addresses']
  return (PRIVATE_HOST.test(literal(bound)) || bound === '::' ? names : [...names, literal(bound)]).join(', ')
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
