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
  for (const name of ['home', 'experiments', 'runs-table', 'runs-split', 'run-overview', 'compare', 'models', 'model', 'version'])
    test(`${name} asks nothing twice, and comes in few files`, async () => {
      const page = await app.open('/nowhere')
      await page.getByText('This address is no page of Tailrace').waitFor()
      const asked: string[] = []
      page.on('request', (request) => {
        if (request.url().startsWith(app.url)) asked.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`)
      })
      const known = pages.find((each) => each.name === name)
      await page.goto(`${app.url}/#${known?.path}`)
      await page.reload()
      await page.getByRole('heading', { level: 1, name: known?.title ?? '', exact: true }).waitFor()
      await page.waitForTimeout(800)
      const start = asked.findLastIndex((each) => each === `GET ${app.url}/ `)
      const after = asked.slice(start)
      expect(after.filter((each, index) => after.indexOf(each) !== index)).toEqual([])
      expect(after.length).toBeLessThanOrEqual(MOST_REQUESTS)
    })

  test('questions of the table go out before its code is there', async () => {
    const page = await app.open('/nowhere')
    const known = pages.find(({ name }) => name === 'runs-table')
    await page.goto(`${app.url}/#${known?.path}`)
    // Libraries that never arrive: only what needs none of them is asked.
    await page.route(/libraries-/, () => undefined)
    const rows = page.waitForRequest(/runs\/query/)
    await page.reload({ waitUntil: 'commit' })
    const { experiment_ids, total } = (await rows).postDataJSON() as { experiment_ids: string[]; total: boolean }
    expect([experiment_ids.length, total]).toEqual([1, true])
  })
})
