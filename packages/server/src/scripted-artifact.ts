import { invalid, joinSafePath, parseRequestedPath } from '@tailrace/contract'
import { type LocationsFor, namedSource } from './artifact-locations.ts'
import type { ArtifactPlaces } from './artifact-places.ts'
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

/** Sends logged HTML so that its scripts run, cut off from the server and, unless `network` is `1`, from the network. */
export function scriptedArtifactHandlers(locationsFor: LocationsFor, places: ArtifactPlaces): Pick<Handlers, 'scriptedArtifact'> {
  return {
    scriptedArtifact: async (request, reply) => {
      const query = queryOf(request)
      const path = parseRequestedPath(query.get('path') ?? '')
      const network = query.get('network') ?? '0'
      if (!/^[01]$/.test(network)) throw invalid(`Invalid value '${network}' for parameter 'network': it must be 0 or 1.`)
      if (!/\.html?$/i.test(path)) throw invalid(`Only files that end with .html or .htm are sent with scripts, not '${path}'.`)
      // Names of hosts could carry what the page holds.
      reply.header('x-dns-prefetch-control', 'off')
      const { store, path: root } = places.find(await locationsFor(request).ofSource(namedSource(query)))
      // Opened as a page of its own it could go anywhere.
      const destination = request.headers['sec-fetch-dest']
      const isFramed = destination === undefined || destination === 'iframe'
      return sendArtifact(request, reply, { store, path: joinSafePath(root, path) }, isFramed ? policyOf(network === '1') : undefined)
    },
  }
}
