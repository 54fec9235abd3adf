import type { Browser, CDPSession, Page as Tab } from 'playwright-core'
import type { SideName } from '../bench.ts'
import type { Page, Places } from './pages.ts'

/** What opening a page with an empty cache cost. */
export interface Visit {
  /** ms from the start of the navigation until what the reader came for was there. */
  ready: number
  /** Bytes that travelled, as sent, until the page had been quiet for a while. */
  bytes: number
  /** Of them scripts. */
  scriptBytes: number
  requests: number
  calls: number
  /** Bytes of JavaScript's heap after a collection. */
  heap: number
}

const DEADLINE_MS = 60_000
/** ms after the page was ready in which late requests are still counted. */
const SETTLE_MS = 1_500
const isCall = (url: string): boolean => /\/(ajax-)?api\/|\/graphql|get-artifact/.test(url)

/** Opens a page in a fresh profile and measures it. Throws when it is not ready in a minute. */
export async function visit(browser: Browser, base: string, side: SideName, page: Page, places: Places): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true })
  try {
    const tab = await context.newPage()
    const session = await context.newCDPSession(tab)
    const traffic = await watch(session)
    const ready = await open(tab, `${base}/#${page.path[side](places)}`, page.ready[side], page.wanted(places))
    await tab.waitForTimeout(SETTLE_MS)
    return { ready, ...traffic(), heap: await heapOf(session) }
  } finally {
    await context.close()
  }
}

/** Goes to an address and resolves with the ms until the condition held; looked at before each frame. */
export async function open(tab: Tab, url: string, ready: string, wanted: string): Promise<number> {
  const begin = performance.now()
  await tab.goto(url, { waitUntil: 'commit' })
  await tab.waitForFunction(`((wanted) => Boolean(document.body) && (${ready}))(${JSON.stringify(wanted)})`, undefined, {
    polling: 'raf',
    timeout: DEADLINE_MS,
  })
  return performance.now() - begin
}

/** Counts what travels from now on. */
async function watch(session: CDPSession): Promise<() => Pick<Visit, 'bytes' | 'scriptBytes' | 'requests' | 'calls'>> {
  let bytes = 0
  let scriptBytes = 0
  const urls: string[] = []
  const scripts = new Set<string>()
  await session.send('Network.enable')
  session.on('Network.requestWillBeSent', ({ request }) => {
    if (request.url.startsWith('http')) urls.push(request.url)
  })
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength
    if (scripts.has(requestId)) scriptBytes += encodedDataLength
  })
  return () => ({ bytes, scriptBytes, requests: urls.length, calls: urls.filter(isCall).length })
}

/** Bytes of JavaScript's heap that are in use after a collection. */
export async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN
}

/** Parts of a heap snapshot, as V8 writes it: each node has so many numbers. */
interface Snapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[], ...unknown[]] } }
  nodes: number[]
}

/** Bytes of what the page keeps in JavaScript's heap: without the machine code that the engine makes of what runs often, and without the document. */
export async function objectsOf(session: CDPSession): Promise<number> {
  const parts: string[] = []
  const keep = ({ chunk }: { chunk: string }): void => void parts.push(chunk)
  session.on('HeapProfiler.addHeapSnapshotChunk', keep)
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  session.off('HeapProfiler.addHeapSnapshotChunk', keep)
  const { snapshot, nodes } = JSON.parse(parts.join('')) as Snapshot
  const { node_fields: fields, node_types: types } = snapshot.meta
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')]
  let bytes = 0
  for (let node = 0; node < nodes.length; node += fields.length)
    if (!['code', 'native'].includes(types[0][nodes[node + type] ?? -1] ?? '')) bytes += nodes[node + size] ?? 0
  return bytes
}
