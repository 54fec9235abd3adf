import type { Page, Route } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { available, expectQuiet, openApp } from './browser.ts'
import { pagesOf } from './pages.ts'

describe.skipIf(!available)('the address', async () => {
  if (!available) return
  const app = await openApp()
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })
  const open = async (): Promise<Page> => {
    const page = await app.open('/settings/keys', { fresh: true })
    await heading(page, 'Settings').waitFor()
    return page
  }
  const goTo = (page: Page, href: string) => page.evaluate((hash) => void (location.hash = hash), href)
  /** Holds the code of a page back until what is returned is called. */
  const holdBack = async (page: Page, file: RegExp): Promise<() => Promise<void>> => {
    const held: Route[] = []
    await page.route(file, (route) => void held.push(route))
    return async () => {
      await Promise.all(held.map((route) => route.continue()))
      await page.unroute(file)
    }
  }

  /** Goes to a page whose code is held back until what is returned is called. */
  const leaveForTrash = async (page: Page): Promise<() => Promise<void>> => {
    const release = await holdBack(page, /\/TrashPage-/)
    await page.getByRole('link', { name: 'Trash' }).click()
    await page.waitForURL(/#\/trash$/)
    return release
  }

  test('an old link of MLflow opens with its filter, order and view, and stands in the address in the words of this UI', async () => {
    const known = await pagesOf(app.url)
    const [path = ''] = (known.find(({ name }) => name === 'runs-table')?.path ?? '').split('?')
    const old = `${path}?searchFilter=${encodeURIComponent("attributes.status = 'FINISHED'")}&orderByKey=attributes.start_time&orderByAsc=true&compareRunsMode=`
    const page = await app.open(old)
    const box = page.getByRole('combobox', { name: /filter/i }).or(page.getByRole('textbox', { name: /filter/i }))
    await expect.poll(() => box.first().inputValue()).toBe("attributes.status = 'FINISHED'")
    expect(new URLSearchParams(page.url().split('?')[1]).get('sort')).toBe('attributes.start_time')
    expect(page.url()).not.toContain('orderBy')
    // Back leads out of the page, not to the old words.
    await goTo(page, `${path}?searchFilter=&compareRunsMode=CHART`)
    await page.getByRole('radio', { name: 'Charts' }).and(page.locator(':checked')).waitFor({ state: 'attached' })
    expect(page.url()).toMatch(/\?view=charts$/)
    expectQuiet(page)
  })

  test('a page stays, with its own parameters, until the code of the next one is there', async () => {
    const page = await open()
    const release = await leaveForTrash(page)
    await page.waitForTimeout(200)
    expect(await heading(page, 'Settings').count()).toBe(1)
    expect(await page.getByRole('link', { name: 'Keys', exact: true }).getAttribute('aria-current')).toBe('page')
    await release()
    await heading(page, 'Trash').waitFor()
    await page.goBack()
    await heading(page, 'Settings').waitFor()
    expectQuiet(page)
  })

  test('a page that waits for the server shows bars, not the page before; one that was seen before is there at once', async () => {
    const known = await pagesOf(app.url)
    const [first, second] = ['runs-table', 'runs-nested'].map((name) => known.find((page) => page.name === name))
    const page = await app.open(first?.path ?? '')
    const rows = page.getByRole('treegrid').locator('[aria-level]')
    await rows.first().waitFor()
    const release = await holdBack(page, /\/runs\/query$/)
    await goTo(page, second?.path ?? '')
    await heading(page, second?.title ?? '').waitFor()
    await page.getByRole('status', { name: 'Loading runs' }).waitFor()
    await page.goBack()
    await heading(page, first?.title ?? '').waitFor()
    expect(await rows.count()).toBeGreaterThan(10)
    await page.goForward()
    await release()
    await heading(page, second?.title ?? '').waitFor()
    await rows.first().waitFor()
    expectQuiet(page)
  })

  test('the newest of several addresses is shown, also when its code came first', async () => {
    const page = await open()
    const release = await leaveForTrash(page)
    await page.getByRole('link', { name: 'Models' }).click()
    await heading(page, 'Models').waitFor()
    await release()
    await page.waitForTimeout(300)
    expect(await heading(page, 'Models').count()).toBe(1)
    expectQuiet(page)
  })

  test('what is typed last on a page that one leaves is no parameter of the next one', async () => {
    const page = await app.open('/models', { fresh: true })
    await heading(page, 'Models').waitFor()
    await page.getByRole('searchbox', { name: 'Search models' }).pressSequentially('churn')
    const release = await leaveForTrash(page)
    await page.waitForTimeout(400)
    await release()
    await heading(page, 'Trash').waitFor()
    expect(new URL(page.url()).hash).toBe('#/trash')
    expectQuiet(page)
  })

  test('going back while the next page is on its way leaves the page alone', async () => {
    const page = await open()
    const release = await leaveForTrash(page)
    await page.goBack()
    await release()
    await page.waitForTimeout(300)
    expect(await heading(page, 'Settings').count()).toBe(1)
    expectQuiet(page)
  })

  test('a page whose code cannot be fetched says so inside the frame, and is tried again', async () => {
    const page = await open()
    await page.route(/\/TrashPage-/, (route) => route.abort())
    await page.getByRole('link', { name: 'Trash' }).click()
    const failed = page.getByRole('main').getByRole('alert')
    await failed.waitFor()
    expect(await page.getByRole('navigation', { name: 'Main' }).count()).toBe(1)
    await page.getByRole('link', { name: 'Models' }).click()
    await heading(page, 'Models').waitFor()
    expect(await failed.count()).toBe(0)
    await page.goBack()
    await failed.waitFor()
    await page.unroute(/\/TrashPage-/)
    await failed.getByRole('button', { name: 'Try again' }).click()
    await heading(page, 'Trash').waitFor()
  })

  test('so is the first page', async () => {
    const page = await app.open('/settings', { fresh: true })
    await page.route(/\/TrashPage-/, (route) => route.abort())
    await goTo(page, '/trash')
    await page.reload()
    const failed = page.getByRole('main').getByRole('alert')
    await failed.waitFor()
    await page.unroute(/\/TrashPage-/)
    await failed.getByRole('button', { name: 'Try again' }).click()
    await heading(page, 'Trash').waitFor()
  })

  test('what a page throws while it is drawn is shown in its place; going elsewhere clears it', async () => {
    const page = await open()
    const body = `export function TrashPage() { throw new Error('the trash is on fire') }`
    await page.route(/\/TrashPage-/, (route) => route.fulfill({ contentType: 'text/javascript', body }))
    await page.getByRole('link', { name: 'Trash' }).click()
    await page.getByRole('main').getByText('the trash is on fire').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('main').getByText('the trash is on fire').waitFor()
    await page.getByRole('link', { name: 'Models' }).click()
    await heading(page, 'Models').waitFor()
    expect(await page.getByText('on fire').count()).toBe(0)
  })

  test('names are decoded once, and an address that cannot be decoded is no crash', async () => {
    for (const name of ['a b', '50%', '%41', '日本', 'a?b=c&d#e']) {
      await app.call('POST', '/api/2.0/mlflow/registered-models/create', { name })
      const page = await app.open(`/models/${encodeURIComponent(name)}`)
      await heading(page, name).waitFor()
      expectQuiet(page)
      // A browser gives a server six connections, and each page keeps one.
      await page.close()
    }
    for (const path of ['/models/100%', '/models/%E0%A4%A']) {
      const page = await app.open(path)
      await page.getByText('There is no such model').waitFor()
      expectQuiet(page)
      await page.close()
    }
  })

  test('changes of one turn are all in the address, as one step of the history', async () => {
    const charts = (await pagesOf(app.url)).find(({ name }) => name === 'runs-charts')
    const page = await app.open(charts?.path ?? '')
    const boxes = [page.getByRole('checkbox', { name: 'Log y' }), page.getByRole('checkbox', { name: /outliers/ })] as const
    const [log, clip] = await Promise.all(boxes.map((box) => box.elementHandle()))
    await page.evaluate(([one, other]) => [one, other].forEach((box) => (box as HTMLElement).click()), [log, clip])
    await page.waitForURL((url) => /log=1/.test(url.hash) && /clip=1/.test(url.hash))
    for (const box of boxes) await expect.poll(() => box.isChecked()).toBe(true)
    await page.goBack()
    await page.waitForURL((url) => !/log=|clip=/.test(url.hash))
    for (const box of boxes) await expect.poll(() => box.isChecked()).toBe(false)
    expectQuiet(page)
  })
})
