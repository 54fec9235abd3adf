import type { Browser } from 'playwright-core'
import type { Places } from './pages.ts'
import { heapOf, open } from './visit.ts'

const ROWS = `document.querySelectorAll('[role=grid] [role=row], [role=treegrid] [role=row], table tbody tr').length > 10`

/** ms after which a page has come to rest: code that it fetches when nobody asks for anything is there, too. */
const REST_MS = 5_000

/** Heap in bytes: after two experiments, since the list before is kept for the way back, after ten more, and after another ten. */
export interface Heaps {
  two: number
  ten: number
  twenty: number
}

/** Opens experiments one after another in one tab. In the first ten the engine still compiles what it runs often; what a page keeps shows in the next. */
export async function heapAfterTen(browser: Browser, url: string, experiments: readonly string[]): Promise<Heaps> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true })
  try {
    const tab = await context.newPage()
    const session = await context.newCDPSession(tab)
    const go = async (experiment: string): Promise<number> => {
      await open(tab, `${url}/#/experiments/${experiment}/runs`, ROWS, '')
      await tab.waitForTimeout(1_000)
      return heapOf(session)
    }
    const chosen = experiments.slice(0, 22)
    const heaps: number[] = []
    await go(chosen[0] ?? '')
    await tab.waitForTimeout(REST_MS)
    for (const experiment of chosen) heaps.push(await go(experiment))
    const [two = NaN, ten = NaN, twenty = NaN] = [heaps[1], heaps[11], heaps[21]]
    return { two, ten, twenty }
  } finally {
    await context.close()
  }
}

/** ms from the end of a brush over the chart of a million points until finer points were drawn. */
export async function zoomTime(browser: Browser, url: string, { longExperiment, longRun }: Places): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true })
  try {
    const tab = await context.newPage()
    await open(
      tab,
      `${url}/#/experiments/${longExperiment}/runs/${longRun}/model-metrics`,
      String.raw`document.querySelector('.uplot .u-over') !== null && /1,000,0\d\d/.test(document.body.innerText)`,
      '',
    )
    await tab.waitForTimeout(1_000)
    const over = tab.locator('.uplot .u-over').first()
    const box = await over.boundingBox()
    if (!box) throw new Error('the chart has no size')
    const middle = box.y + box.height / 2
    await tab.mouse.move(box.x + box.width * 0.4, middle)
    await tab.mouse.down()
    await tab.mouse.move(box.x + box.width * 0.5, middle, { steps: 5 })
    const finer = tab.waitForResponse((reply) => reply.url().includes('/metrics/history'))
    const begin = performance.now()
    await tab.mouse.up()
    await (await finer).finished()
    await tab.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    return performance.now() - begin
  } finally {
    await context.close()
  }
}
