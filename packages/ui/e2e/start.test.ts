import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, test } from 'vitest'
import { available, openApp } from './browser.ts'
import { type KnownPage, pagesOf } from './pages.ts'

/** Requests of a page that a reader waits for; each costs a trip to the server. */
const MOST_REQUESTS = 22

describe.skipIf(!available)('the start of a page', async () => {
  if (!available) return
  const app = await openApp()
  let pages: readonly KnownPage[] = []
  beforeAll(async () => {
    pages = await pagesOf(app.url)
  })

  // What was asked ahead in other words than the page asks would be asked twice.
  for (const name of [
    'home',
    'experiments',
    'runs-table',
    'runs-split',
    'run-overview',
    'run-charts',
    'run-files',
    'compare',
    'models',
    'model',
    'version',
  ])
    test(`${name} asks nothing twice, and comes in few files`, async () => {
      const page = await app.open('/nowhere', { fresh: true })
      await page.goto('about:blank')
      const asked: string[] = []
      page.on('request', (request) => {
        if (request.url().startsWith(app.url)) asked.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`)
      })
      const known = pages.find((each) => each.name === name)
      await page.goto(`${app.url}/#${known?.path}`)
      await page.getByRole('heading', { level: 1, name: known?.title ?? '', exact: true }).waitFor()
      await page.waitForTimeout(800)
      expect(asked.filter((each, index) => asked.indexOf(each) !== index)).toEqual([])
      expect(asked.length).toBeLessThanOrEqual(MOST_REQUESTS)
    })

  test('questions of the table go out before its code is there', async () => {
    const page = await app.open('/nowhere', { fresh: true })
    const known = pages.find(({ name }) => name === 'runs-table')
    await page.goto(`${app.url}/#${known?.path}`)
    // Libraries that never arrive: only what needs none of them is asked.
    await page.route(/libraries-/, () => undefined)
    const rows = page.waitForRequest(/runs\/query/)
    await page.reload({ waitUntil: 'commit' })
    const { experiment_ids, total } = (await rows).postDataJSON() as { experiment_ids: string[]; total: boolean }
    expect([experiment_ids.length, total]).toEqual([1, true])
  })

  test('menus fetch their code when they first open, and give the focus back to their button', async () => {
    const page = await app.open('/nowhere', { fresh: true })
    await page.goto(`${app.url}/#${pages.find(({ name }) => name === 'runs-table')?.path}`)
    const views = page.getByRole('button', { name: 'Views', exact: true })
    await views.waitFor()
    const urls = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
    const scripts = urls.filter((url) => url.endsWith('.js') && !url.includes('overlays-'))
    const texts = await Promise.all(scripts.map(async (url) => (await fetch(url)).text()))
    expect(texts.length).toBeGreaterThan(3)
    // What is imported so is fetched with the page; `import(...)` is not.
    expect(texts.filter((text) => /from\s*["']\.\/overlays-/.test(text))).toEqual([])
    await views.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menu').waitFor()
    expect(await views.getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    expect(await views.evaluate((button) => button === document.activeElement)).toBe(true)
  })

  test('components of the library have their styles', async () => {
    const page = await app.open('/', { fresh: true })
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    const text = async (pattern: RegExp): Promise<string> => {
      const urls = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
      const replies = await Promise.all(urls.filter((url) => pattern.test(url)).map((url) => fetch(url).then((reply) => reply.text())))
      return replies.join('\n')
    }
    await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('overlays-')))
    const [scripts, styles] = await Promise.all([text(/(libraries|overlays)-.*\.js$/), text(/\.css$/)])
    const all = readFileSync(createRequire(import.meta.url).resolve('@mantine/core/styles.css'), 'utf8')
    const named = [...new Set(scripts.match(/\bm_[0-9a-f]{6,8}\b/g))].filter((name) => all.includes(name))
    expect(named.length).toBeGreaterThan(50)
    // A component that is used without its file in src/mantine.css.
    expect(named.filter((name) => !styles.includes(name))).toEqual([])
  })
})
