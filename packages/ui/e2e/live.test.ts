import type { Run } from '@tailrace/contract'
import type { BrowserContext, Page, Request } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { available, expectQuiet, openApp } from './browser.ts'

describe.skipIf(!available)('live', async () => {
  if (!available) return
  const app = await openApp({ data: 'empty' })
  const api = <Answer>(path: string, body: object): Promise<Answer> => app.call('POST', `/api/2.0/mlflow/${path}`, body)

  test('an empty server shows how to log, waits for the first run, and switches to it by itself', async () => {
    const page = await app.open('/')
    await page.getByText('set_tracking_uri').first().waitFor()
    expect(await page.locator('pre').first().innerText()).toContain(app.url)
    const { run } = await api<{ run: Run }>('runs/create', { experiment_id: '0', run_name: 'the-first-run', start_time: Date.now() })
    await page.getByText('the-first-run').first().waitFor()
    await api('runs/update', { run_id: run.info.run_id, status: 'FINISHED', end_time: Date.now() })
    await page.getByText('finished').first().waitFor()
    expectQuiet(page)
  })

  test('a metric that is logged appears on the page of its run without a reload', async () => {
    const { run } = await api<{ run: Run }>('runs/create', { experiment_id: '0', run_name: 'watched', start_time: Date.now() })
    const page = await app.open(`/experiments/0/runs/${run.info.run_id}`)
    await page.getByRole('heading', { level: 1, name: 'watched' }).waitFor()
    await api('runs/log-metric', { run_id: run.info.run_id, key: 'fresh_loss', value: 0.4321, timestamp: Date.now(), step: 1 })
    await page.getByText('fresh_loss').first().waitFor()
    await page.getByText('0.4321').first().waitFor()
    await api('runs/log-metric', { run_id: run.info.run_id, key: 'fresh_loss', value: 0.1234, timestamp: Date.now(), step: 2 })
    await page.getByText('0.1234').first().waitFor()
    expectQuiet(page)
  })

  test('a new run appears in the table of its experiment', async () => {
    const page = await app.open('/experiments/0/runs')
    await page.getByText('watched').first().waitFor()
    await api('runs/create', { experiment_id: '0', run_name: 'came-later', start_time: Date.now() })
    await page.getByText('came-later').first().waitFor()
    expectQuiet(page)
  })

  const create = async (run_name: string): Promise<string> =>
    (await api<{ run: Run }>('runs/create', { experiment_id: '0', run_name, start_time: Date.now() })).run.info.run_id
  const log = (run_id: string, value: number): Promise<unknown> =>
    api('runs/log-metric', { run_id, key: 'loss', value, timestamp: Date.now(), step: 1 })

  test('eight tabs share one stream of events: every one is live, also when the one that holds it is closed or hidden', async () => {
    const first = await app.open('/experiments/0/runs')
    const streams = openStreams(first.context())
    await first.reload()
    await first.getByText('watched').first().waitFor()
    const others = await Promise.all(Array.from({ length: 7 }, () => app.open('/experiments/0/runs')))
    const shown = (pages: readonly Page[], name: string): Promise<unknown> =>
      Promise.all(pages.map((page) => page.getByText(name).first().waitFor()))
    await shown(others, 'watched')
    await create('seen-by-eight')
    await shown([first, ...others], 'seen-by-eight')
    await expect.poll(() => streams.size).toBe(1)
    await first.close()
    await expect.poll(() => streams.size).toBe(1)
    await Promise.all(others.map((page) => page.getByRole('status', { name: 'Changes appear by themselves' }).waitFor()))
    await create('seen-by-seven')
    await shown(others, 'seen-by-seven')
    // A hidden tab holds no stream and asks nothing; shown again, it has what happened meanwhile.
    for (const page of others) await hide(page, true)
    await expect.poll(() => streams.size).toBe(0)
    const asked = requestsOf(others[0])
    await create('made-while-hidden')
    await hide(others[1], false)
    await shown(others.slice(1, 2), 'made-while-hidden')
    // Code that a page fetches ahead when it has come to rest is no question.
    expect(asked.filter((url) => !url.includes('/static-files/'))).toEqual([])
    await hide(others[0], false)
    await shown(others.slice(0, 1), 'made-while-hidden')
    await expect.poll(() => streams.size).toBe(1)
    others.forEach(expectQuiet)
  })

  test('a run that logs makes no page ask that does not show it', async () => {
    const [ended, busy] = [await create('has-ended'), await create('logs-on')]
    await log(ended, 0.5)
    await api('runs/update', { run_id: ended, status: 'FINISHED', end_time: Date.now() })
    const page = await app.open(`/experiments/0/runs/${ended}`)
    await page.getByText('loss').first().waitFor()
    const other = await app.open(`/experiments/0/runs/${busy}`)
    await page.waitForLoadState('networkidle')
    const asked = requestsOf(page)
    for (const value of [0.7111, 0.7222, 0.7333]) {
      await log(busy, value)
      await other.getByText(String(value)).first().waitFor()
    }
    expect(asked).toEqual([])
    expectQuiet(page)
  })

  test('a page of 12,000 keys is there while its run logs, and asks for it once at a time', async () => {
    const run_id = await create('has-many-keys')
    const batch = (from: number, value: number): Promise<unknown> => {
      const metrics = Array.from({ length: 1000 }, (_, at) => ({
        key: `key-${String(from + at).padStart(5, '0')}`,
        value,
        timestamp: 1,
        step: 0,
      }))
      return api('runs/log-batch', { run_id, metrics })
    }
    for (let from = 0; from < 12_000; from += 1000) await batch(from, 0.5)
    let isOver = false
    onTestFinished(() => void (isOver = true))
    const logging = (async () => {
      for (let from = 0; !isOver; from = (from + 1000) % 12_000) await batch(from, 0.75)
    })()
    const page = await app.open('/experiments')
    let inFlight = 0
    let most = 0
    const isRun = (url: string): boolean => url.includes('/runs/get?')
    page.on('request', (request) => isRun(request.url()) && (most = Math.max(most, ++inFlight)))
    const ended = (request: Request): void => void (isRun(request.url()) && inFlight--)
    page.on('requestfinished', ended).on('requestfailed', ended)
    await page.goto(`${app.url}/#/experiments/0/runs/${run_id}`)
    await page.getByRole('row', { name: /key-00000 0\.75/ }).waitFor()
    await page.getByRole('row', { name: /key-00099/ }).waitFor()
    await api('runs/log-batch', { run_id, metrics: [{ key: 'a-new-key', value: 0.125, timestamp: 2, step: 1 }] })
    await page.getByText('a-new-key').first().waitFor()
    expect(most).toBe(1)
    isOver = true
    await logging
    expectQuiet(page)
  })
})

/** Streams of events that the pages of a profile hold. */
function openStreams(context: BrowserContext): ReadonlySet<object> {
  const open = new Set<object>()
  context.on('request', (request) => {
    if (!request.url().endsWith('/tailrace/1.0/events')) return
    open.add(request)
    request
      .frame()
      .page()
      .once('close', () => open.delete(request))
  })
  const ended = (request: Request): void => void open.delete(request)
  context.on('requestfinished', ended).on('requestfailed', ended)
  return open
}

/** What a page asks the API from now on. */
function requestsOf(page: Page | undefined): readonly string[] {
  const asked: string[] = []
  page?.on('request', (request) => asked.push(request.url()))
  return asked
}

/** Tells a page that it is hidden, or shown: all pages of a test's browser are visible. */
async function hide(page: Page | undefined, hidden: boolean): Promise<void> {
  await page?.evaluate((is) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => is })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}
