import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, chromium } from 'playwright-core'
import { afterAll, expect, onTestFinished } from 'vitest'
import { CHROMIUM } from './chromium.ts'
import { type TestProcess, startServerProcess } from './server.ts'
import { copyTraining } from './setup.ts'

/** Whether there is a browser, and what the Python client logged; without either these tests are skipped, and say so. */
export const available = CHROMIUM !== undefined && process.env['TAILRACE_E2E_DATA'] !== undefined
if (!CHROMIUM) console.warn('skipped: browser tests (no Chromium; name one in TAILRACE_CHROMIUM)')

interface OpenOptions {
  /** `trained` (default): a copy of what log-training.py logged; `empty`: a database without a run. */
  data?: 'trained' | 'empty'
  /** More flags of `tailrace server`. */
  flags?: string[]
}

interface PageOptions {
  /** Pixels; 1440 x 900 by default. */
  width?: number
  height?: number
  dark?: boolean
  /** In a browser profile of its own, with nothing kept or cached, instead of the test's. */
  fresh?: boolean
}

/** A server and a browser for the tests of a file; both end with it. */
export interface App {
  readonly url: string
  readonly folder: string
  readonly server: TestProcess
  /**
   * Opens an address below `#`, e.g. `/experiments/1`, until the test ends. Pages of one test share what the browser keeps; the next test
   * begins with nothing. What goes wrong in a page fails `expectQuiet`.
   */
  open(path: string, options?: PageOptions): Promise<Page>
  /** Asks the API with a JSON body; fails unless it succeeds. */
  call<Answer>(method: string, path: string, body?: object): Promise<Answer>
  /** Stops the server and starts it again at the same address. */
  restart(): Promise<void>
}

/** Where pictures of pages are kept whose test failed. */
const FAILED = fileURLToPath(new URL('../../../.cache/e2e-failed', import.meta.url))

const troubles = new WeakMap<Page, string[]>()

export async function openApp({ data = 'trained', flags = [] }: OpenOptions = {}): Promise<App> {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-e2e-'))
  if (data === 'trained') copyTraining(folder)
  let server = await startServerProcess(folder, ...flags)
  const { url } = server
  const browser = await chromium.launch({
    ...(CHROMIUM && { executablePath: CHROMIUM }),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--process-per-site'],
  })
  const profile = await openProfile(browser, url)
  afterAll(async () => {
    await browser.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    url,
    folder,
    get server() {
      return server
    },
    open: async (path, { fresh = false, ...options } = {}) => {
      const context = fresh ? await browser.newContext(CONTEXT) : profile.context
      onTestFinished(async ({ task }) => {
        if (task.result?.state === 'fail') await tellOf(context, task.name)
        await (fresh ? context.close() : profile.clear())
      })
      return openPage(context, url, path, options)
    },
    call: async (method, path, body) => {
      const reply = await fetch(url + path, {
        method,
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      const text = await reply.text()
      expect(`${reply.status} ${text}`).toMatch(/^200 /)
      return JSON.parse(text)
    },
    restart: async () => {
      await server.stop()
      server = await startServerProcess(folder, ...flags, '--port', new URL(url).port)
    },
  }
}

const CONTEXT: BrowserContextOptions = { reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] }

/**
 * The browser profile of a file's tests. A page in a profile of its own begins a process, which costs more than the page itself: here one page
 * stays open, and the others of the server live in its process.
 */
async function openProfile(browser: Browser, url: string): Promise<{ context: BrowserContext; clear: () => Promise<void> }> {
  const context = await browser.newContext(CONTEXT)
  const kept = await context.newPage()
  await kept.goto(`${url}/health`)
  const clear = async (): Promise<void> => {
    await Promise.all(context.pages().map((page) => page !== kept && page.close()))
    await context.setOffline(false)
    await context.unrouteAll()
    await context.clearCookies()
    await kept.evaluate(() => {
      localStorage.clear()
      sessionStorage.clear()
    })
  }
  return { context, clear }
}

async function openPage(
  context: BrowserContext,
  url: string,
  path: string,
  { width = 1440, height = 900, dark = false }: PageOptions,
): Promise<Page> {
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
  const list: string[] = []
  troubles.set(page, list)
  page.on('console', (message) => {
    // A refusal of the server is no fault of the page: pages show it, and tests look at that.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) list.push(message.text())
  })
  page.on('pageerror', (error) => list.push(String(error)))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (origin !== new URL(url).origin && !/^(data|blob|about):$/.test(protocol)) list.push(`asked another origin: ${request.url()}`)
  })
  page.on('response', (reply) => {
    if (reply.status() >= 500) list.push(`${reply.status()} ${reply.url()}`)
  })
  await page.goto(`${url}/#${path}`)
  return page
}

/** Tells what the pages of a test showed when it failed, in words and as pictures. */
async function tellOf(context: BrowserContext, test: string): Promise<void> {
  for (const [number, page] of context.pages().entries()) {
    if (!troubles.has(page)) continue
    const file = join(FAILED, `${test.replaceAll(/\W+/g, '-').slice(0, 80)}-${number}.png`)
    await page.screenshot({ path: file }).catch(() => undefined)
    const [text, focus] = await page
      .evaluate(() => [document.body.innerText, document.activeElement?.outerHTML.slice(0, 300)])
      .catch((error: unknown) => [String(error), undefined])
    console.error(`${test}: ${page.url()} showed (${file})\n${text}\nThe focus was on: ${focus}\n${troubles.get(page)?.join('\n')}`)
  }
}

/** Fails when the console had an error, another origin was asked, or the server answered 5xx. */
export function expectQuiet(page: Page): void {
  expect(troubles.get(page)).toEqual([])
}

/** Fails with what axe finds against WCAG 2.2 AA and its best practices; in both themes by default. */
export async function expectAccessible(page: Page, themes: readonly ('light' | 'dark')[] = ['light', 'dark']): Promise<void> {
  const found: string[] = []
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme })
    await expect.poll(() => page.locator('html').getAttribute('data-mantine-color-scheme'), { timeout: 30_000 }).toBe(colorScheme)
    const axe = new AxeBuilder({ page })
    // A theme changes colors alone, so that the second one needs no other rule.
    const rules = colorScheme === themes[0] ? axe.withTags(WCAG) : axe.withRules(['color-contrast', 'link-in-text-block'])
    const { violations } = await rules.analyze()
    for (const { id, nodes } of violations)
      found.push(`${colorScheme}, ${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`)
  }
  expect(found).toEqual([])
}

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Fails when the page itself is wider than the window. */
export async function expectNoSideScroll(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)
}
