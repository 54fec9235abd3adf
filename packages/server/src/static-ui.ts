import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MlflowError } from '@tailrace/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Handler, pathOf } from './route.ts'

/** The UI runs its own scripts alone, talks to its own server alone, and shows what users logged only in sandboxed frames. */
const policyOf = (page: string): string => ["default-src 'none'", ["script-src 'self'", ...hashesOf(page)].join(' '), ...REST].join('; ')
const REST = [
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "media-src 'self' blob:",
  "frame-src 'self' blob:",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
]

/** The scripts that the build wrote into the page, by their content: no other text in it is run. */
function hashesOf(page: string): string[] {
  const texts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text = '']) => text)
  return texts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  wasm: 'application/wasm',
  woff2: 'font/woff2',
}
/** Names of built files hold a hash of their content. */
const FOREVER = 'public, max-age=31536000, immutable'

/** Pages of other origins share no window with the UI, and include none of its files. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' }

/** Serves the built UI from a folder: its page, and the files that the build wrote, no others. */
export class StaticUi {
  readonly #folder: string | undefined

  constructor(folder: string | undefined) {
    this.#folder = folder
  }

  /** The page; what is newer is always seen, what is not costs no bytes. */
  readonly page: Handler = async (request, reply) => {
    const file = join(this.#built(), 'index.html')
    const [text, { mtimeMs, size }] = await Promise.all([readFile(file, 'utf8'), stat(file)]).catch(() => Promise.reject(notBuilt()))
    const packed = takesBrotli(request) ? await readFile(`${file}.br`).catch(() => undefined) : undefined
    const etag = `"${Math.round(mtimeMs).toString(36)}-${size.toString(36)}${packed ? '-br' : ''}"`
    const headers = {
      'content-security-policy': policyOf(text),
      'cache-control': 'no-cache',
      vary: 'Accept-Encoding, Origin',
      etag,
      ...ISOLATED,
    }
    reply.headers({ ...headers, ...(packed && { 'content-encoding': 'br' }) })
    if (request.headers['if-none-match'] === etag) return reply.status(304).send()
    return reply.type('text/html; charset=utf-8').send(packed ?? text)
  }

  /** Sends a built file, compressed for those who take it; false when the build wrote none of that name. */
  async file(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const name = pathOf(request).split('/').at(-1) ?? ''
    const names = await namesIn(this.#folder)
    if (!this.#folder || !names.has(name)) return false
    const packed = names.has(`${name}.br`) && takesBrotli(request)
    const path = join(this.#folder, 'static-files', packed ? `${name}.br` : name)
    const { size } = await stat(path)
    reply.headers({
      'cache-control': FOREVER,
      'content-length': size,
      vary: 'Accept-Encoding, Origin',
      'content-security-policy': "default-src 'none'",
      ...ISOLATED,
    })
    if (packed) reply.header('content-encoding', 'br')
    await reply.type(TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream').send(createReadStream(path))
    return true
  }

  #built(): string {
    if (!this.#folder) throw notBuilt()
    return this.#folder
  }
}

const takesBrotli = ({ headers }: FastifyRequest): boolean => /\bbr\b/.test(String(headers['accept-encoding'] ?? ''))

const notBuilt = (): MlflowError =>
  new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    'The web UI is not built here: run `npm run build`, or start with `npm start`. The API works without it.',
  )

/** Read each time: a build beside a running server replaces the files. */
async function namesIn(folder: string | undefined): Promise<ReadonlySet<string>> {
  return new Set(folder ? await readdir(join(folder, 'static-files')).catch(() => []) : [])
}
