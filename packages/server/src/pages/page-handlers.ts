import { createHash } from 'node:crypto'
import * as contract from '@tailrace/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { REFERENCE_VERSION, type ServerConfig } from '../config.ts'
import { notFound } from '../error-reply.ts'
import { extraRoutes } from '../extra-routes.ts'
import type { Handlers } from '../handlers.ts'
import { pathOf } from '../route.ts'
import { StaticUi } from '../static-ui.ts'
import { docsPage } from './docs-page.ts'
import { PAGE_STYLE } from './style.ts'

/** Pages load nothing from elsewhere and run no script that is written into them. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

interface TextFile {
  readonly type: string
  readonly text: string
  readonly etag: string
}

const textFile = (type: string, text: string): TextFile => ({
  type,
  text,
  etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`,
})

/** The built-in pages, and the API described for programs. All of it is text that is made once. */
export function pageHandlers(config: ServerConfig): Pick<Handlers, 'openApi' | 'docs' | 'home' | 'staticFile'> {
  const missing = notFound(config.static_prefix)
  const document = once(() => describeApi(config.static_prefix))
  const openApi = once(() => textFile('application/json', JSON.stringify(document())))
  const docs = once(() => textFile('text/html; charset=utf-8', docsPage(document())))
  const style = once(() => textFile('text/css; charset=utf-8', PAGE_STYLE))
  const ui = new StaticUi(config.ui_folder)
  return {
    openApi: (request, reply) => send(request, reply, openApi()),
    docs: (request, reply) => send(request, reply, docs()),
    home: ui.page,
    staticFile: async (request, reply) => {
      if (pathOf(request).endsWith('/static-files/pages.css')) return send(request, reply, style())
      return (await ui.file(request, reply)) ? reply : missing(request, reply)
    },
  }
}

function describeApi(prefix: string): contract.OpenApiDocument {
  const schemas = Object.fromEntries(Object.entries(contract).filter(([name, value]) => /^[A-Z][a-z]/.test(name) && isObjectSchema(value)))
  return contract.openApiDocument({
    endpoints: contract.endpoints,
    routes: extraRoutes,
    schemas: schemas as contract.OpenApiSource['schemas'],
    version: REFERENCE_VERSION,
    prefix,
  })
}

function isObjectSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'properties' in value && 'type' in value && value.type === 'object'
}

function send(request: FastifyRequest, reply: FastifyReply, { type, text, etag }: TextFile): FastifyReply {
  reply.headers({ 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-cache', etag })
  if (request.headers['if-none-match'] === etag) return reply.status(304).send()
  return reply.type(type).send(text)
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
