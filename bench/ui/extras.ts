import type { Browser, Page as Tab } from 'playwright-core'
import { MANY_KEY } from './database.ts'
import { median } from '../statistics.ts'
import { type Places, list } from './pages.ts'
import { heapOf, objectsOf, open } from './visit.ts'

const ROWS = `document.querySelectorAll('[role=grid] [role=row], [role=treegrid] [role=row], table tbody tr').length > 10`

/** ms after which a page has come to rest: code that it fetches when nobody asks for anything is there, too. */
const REST_MS = 5_000

/** Resolves when what was changed is on the screen. */
const DRAWN = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))'

/** Bytes of heap: all of it, and without compiled code. */
export interface Heap {
  all: number
  objects: number
}

/** After two experiments, since the list before is kept for the way back, after ten more, and after another ten. */
export interface Heaps {
  two: Heap
  ten: Heap
  twenty: Heap
}

/** Opens experiments one after another in one tab. In the first ten the engine still compiles what it runs often, which the page cannot let go. */
export async function heapAfterTen(browser: Browser, url: string, experiments: readonly string[]): Promise<Heaps> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true })
  try {
    const tab = await context.newPage()
    const session = await context.newCDPSession(tab)
    const go = async (experiment: string): Promise<void> => {
      await open(tab, `${url}/#/experiments/${experiment}/runs`, ROWS, '')
      await tab.waitForTimeout(1_000)
    }
    const after = async (some: readonly string[]): Promise<Heap> => {
      for (const experiment of some) await go(experiment)
      return { all: await heapOf(session), objects: await objectsOf(session) }
    }
    await go(experiments[0] ?? '')
    await tab.waitForTimeout(REST_MS)
    return {
      two: await after(experiments.slice(0, 2)),
      ten: await after(experiments.slice(2, 12)),
      twenty: await after(experiments.slice(12, 22)),
    }
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
    const drop = await brush(tab)
    const finer = tab.waitForResponse((reply) => reply.url().includes('/metrics/history'))
    const begin = performance.now()
    await drop()
    await (await finer).finished()
    await tab.evaluate(DRAWN)
    return performance.now() - begin
  } finally {
    await context.close()
  }
}

/** Chooses a tenth of the first chart; what is returned ends that, so that the chart zooms. */
async function brush(tab: Tab): Promise<() => Promise<void>> {
  const box = await tab.locator('.uplot .u-over').first().boundingBox()
  if (!box) throw new Error('the chart has no size')
  const middle = box.y + box.height / 2
  await tab.mouse.move(box.x + box.width * 0.4, middle)
  await tab.mouse.down()
  await tab.mouse.move(box.x + box.width * 0.5, middle, { steps: 5 })
  return () => tab.mouse.up()
}

/** How often many series are looked at; the medians are reported. */
const TIMES = 5

/** ms until a chart of many runs was drawn, and from the end of a brush over it until finer points were. @param points of all of them */
export async function manySeries(
  browser: Browser,
  url: string,
  { many }: Pick<Places, 'many'>,
  points = 1_000_000,
): Promise<{ first: number; zoom: number }> {
  const allPoints = `document.body.innerText.includes(' of ${points.toLocaleString('en')} points')`
  const address = `${url}/#/metric/${MANY_KEY}?runs=${list(many.runs)}&metric=${encodeURIComponent(JSON.stringify(MANY_KEY))}&experiments=${list([many.experiment])}&draw=${many.runs.length}`
  const firsts: number[] = []
  const zooms: number[] = []
  for (let time = 0; time < TIMES; time++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true })
    try {
      const tab = await context.newPage()
      await tab.waitForTimeout(1_000)
      const start = performance.now()
      await open(tab, address, `document.querySelector('.uplot canvas') !== null && ${allPoints}`, '')
      await tab.evaluate(DRAWN)
      firsts.push(performance.now() - start)
      await tab.waitForTimeout(1_000)
      const drop = await brush(tab)
      const begin = performance.now()
      await drop()
      await tab.waitForFunction(`!(${allPoints})`, undefined, { polling: 'raf' })
      await tab.evaluate(DRAWN)
      zooms.push(performance.now() - begin)
    } finally {
      await context.close()
    }
  }
  return { first: median(firsts), zoom: median(zooms) }
}

const SCROLLED_MS = 2_000
/** Scrolls the table down, then to the right and back, some way each frame; resolves with the frames a second of the slower of the two. */
const SCROLL = `(async () => {
  let table = document.querySelector('[role=treegrid]')
  while (table.scrollHeight <= table.clientHeight) table = table.parentElement
  const frames = (move) => new Promise((done) => {
    const start = performance.now()
    let drawn = 0
    const step = () => {
      const passed = performance.now() - start
      if (passed >= ${SCROLLED_MS}) return done(drawn / passed * 1000)
      move(drawn++)
      requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })
  const down = await frames(() => table.scrollBy(0, 40))
  const aside = await frames((frame) => table.scrollBy(frame % 60 < 30 ? 20 : -20, 0))
  return Math.min(down, aside)
})()`

/** ms until the first rows of an experiment of 10,000 runs with 200 keys were there, and frames a second while its table is scrolled. */
export async function wideTable(browser: Browser, url: string, experiment: string): Promise<{ first: number; frames: number }> {
  const firsts: number[] = []
  const frames: number[] = []
  for (let time = 0; time <= TIMES; time++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true })
    try {
      const tab = await context.newPage()
      await tab.waitForTimeout(1_000)
      const first = await open(
        tab,
        `${url}/#/experiments/${experiment}/runs`,
        `${ROWS} && document.body.innerText.includes('wide-9999')`,
        '',
      )
      // Whoever scrolls has the pointer over the table.
      await tab.mouse.move(700, 450)
      await tab.waitForTimeout(1_000)
      const drawn = Number(await tab.evaluate(SCROLL))
      // As elsewhere, the first visit after the server's start is not counted.
      if (time === 0) continue
      firsts.push(first)
      frames.push(drawn)
    } finally {
      await context.close()
    }
  }
  return { first: median(firsts), frames: median(frames) }
}
