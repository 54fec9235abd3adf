import { invalid, joinSafePath, parseRequestedPath } from '@tailrace/contract'
import { type LocationsFor, namedSource } from './artifact-locations.ts'
import type { ArtifactRoots } from './artifact-roots.ts'
import type { Handlers } from './handlers.ts'
import { queryOf } from './route.ts'
import { sendArtifact } from './send-artifact.ts'

const INLINE = "'unsafe-inline' 'unsafe-eval' data: blob:"

/**
 * The policy of a logged page whose scripts run: an origin of its own that is nobody's, so that it has no cookies and no storage and reads nothing of
 * this server; shown in frames of the UI alone. Without `network` it loads what it carries itself; with it, anything over HTTPS.
 */
function policyOf(network: boolean): string {
  const net = network ? ' https:' : ''
  return [
    'sandbox allow-scripts',
    "default-src 'none'",
    `script-src ${INLINE}${net}`,
    `style-src 'unsafe-inline' data: blob:${net}`,
    `img-src data: blob:${net}`,
    `font-src data: blob:${net}`,
    `media-src data: blob:${net}`,
    `connect-src data: blob:${net}`,
    'worker-src data: blob:',
    'child-src data: blob:',
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ')
}

/**
 * An empty page that becomes the first text its parent sends to it, and tells the parent how high that is: for HTML that is no file, such as outputs
 * of notebooks. Opened by itself it stays empty.
 */
const FRAME = `<!doctype html><meta charset="utf-8"><script>
addEventListener('message', function take({ source, data }) {
  if (parent === window || source !== parent || typeof data !== 'string') return
  removeEventListener('message', take)
  document.open()
  document.write(data)
  document.close()
  const page = document.documentElement
  new ResizeObserver(() => parent.postMessage({ height: Math.ceil(page.getBoundingClientRect().height) }, '*')).observe(page)
})
</script>`

/** @throws MlflowError INVALID_PARAMETER_VALUE unless the argument `network` is absent, 0 or 1 */
function hasNetwork(query: URLSearchParams): boolean {
  const network = query.get('network') ?? '0'
  if (!/^[01]$/.test(network)) throw invalid(`Invalid value '${network}' for parameter 'network': it must be 0 or 1.`)
  return network === '1'
}

/** Sends logged HTML so that its scripts run, cut off from the server and, unless `network` is `1`, from the network. */
export function scriptedArtifactHandlers(
  locationsFor: LocationsFor,
  places: ArtifactRoots,
): Pick<Handlers, 'scriptedArtifact' | 'scriptedFrame'> {
  return {
    scriptedArtifact: async (request, reply) => {
      const query = queryOf(request)
      const path = parseRequestedPath(query.get('path') ?? '')
      const network = hasNetwork(query)
      if (!/\.html?$/i.test(path)) throw invalid(`Only files that end with .html or .htm are sent with scripts, not '${path}'.`)
      // Names of hosts could carry what the page holds.
      reply.header('x-dns-prefetch-control', 'off')
      const { store, path: root } = places.find(await locationsFor(request).ofSource(namedSource(query)))
      // Opened as a page of its own it could go anywhere.
      const destination = request.headers['sec-fetch-dest']
      const isFramed = destination === undefined || destination === 'iframe'
      return sendArtifact(request, reply, { store, path: joinSafePath(root, path) }, isFramed ? policyOf(network) : undefined)
    },
    scriptedFrame: async (request, reply) => {
      reply.headers({
        'content-security-policy': policyOf(hasNetwork(queryOf(request))),
        'x-dns-prefetch-control': 'off',
        'cache-control': 'no-cache',
      })
      return reply.type('text/html; charset=utf-8').send(FRAME)
    },
  }
}
