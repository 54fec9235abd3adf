import { describe, expect, test } from 'vitest'
import { available, expectAccessible, expectNoSideScroll, expectQuiet, openApp } from './browser.ts'

describe.skipIf(!available)('the frame', async () => {
  if (!available) return
  const app = await openApp()

  test('has one h1, landmarks, and a link past the rail', async () => {
    const page = await app.open('/settings')
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
    for (const role of ['navigation', 'banner', 'main'] as const) expect(await page.getByRole(role).count()).toBeGreaterThan(0)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
    expectQuiet(page)
  })

  test('g h, g e, g r and g m go to the places, and not while one types', async () => {
    const page = await app.open('/settings')
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    for (const [key, hash] of [
      ['e', '#/experiments'],
      ['r', '#/runs'],
      ['m', '#/models'],
      ['h', '#/'],
    ] as const) {
      await page.keyboard.press('g')
      await page.keyboard.press(key)
      await page.waitForURL((url) => url.hash.split('?')[0] === hash)
    }
    await page.keyboard.press('Control+k')
    await page.getByRole('textbox', { name: /Go to a page/ }).pressSequentially('gm')
    expect(new URL(page.url()).hash).toBe('#/')
  })

  test('the palette finds experiments, models and a run by its id', async () => {
    const page = await app.open('/')
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await page.keyboard.press('Control+k')
    const box = page.getByRole('textbox', { name: /Go to a page/ })
    await box.fill('iris')
    await page.getByRole('option', { name: /iris_classification/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/experiments\/\d+/)
    const { runs } = await app.call<{ runs: { info: { run_id: string; run_name: string } }[] }>('POST', '/api/2.0/mlflow/runs/search', {
      experiment_ids: [/experiments\/(\d+)/.exec(page.url())?.[1]],
      max_results: 1,
    })
    const [{ info } = { info: { run_id: '', run_name: '-' } }] = runs
    // A run by its id, the beginning of it, and its name.
    for (const text of [info.run_id, info.run_id.slice(0, 8), info.run_name]) {
      await page.keyboard.press('Control+k')
      await box.fill(text)
      await page
        .getByRole('option', { name: new RegExp(`^${info.run_name} .*${info.run_id.slice(0, 8)}`) })
        .first()
        .click()
      await page.waitForURL(new RegExp(`/runs/${info.run_id}`))
      // A recent place has the name of its page.
      await page.getByRole('heading', { level: 1, name: info.run_name }).waitFor()
      await page.goto(page.url().replace(/#.*/, '#/experiments'))
    }
    await page.keyboard.press('Control+k')
    await page.getByRole('option', { name: info.run_name }).first().waitFor()
    await box.fill('theme dark')
    await page.keyboard.press('Enter')
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
    await page.keyboard.press('Control+k')
    await box.fill('new experiment')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Name' }).waitFor()
    expect(new URL(page.url()).hash).toBe('#/experiments')
  })

  test('a tip tells what a button does: when the pointer rests on it, when the keyboard comes to it, until Escape', async () => {
    const page = await app.open('/settings')
    const share = page.getByRole('button', { name: /^Share/ })
    const tip = page.getByRole('tooltip').filter({ visible: true })
    await share.hover()
    await tip.waitFor()
    expect(await tip.innerText()).toBe('Copy a link to this view')
    await page.keyboard.press('Escape')
    await tip.waitFor({ state: 'detached' })
    await page.mouse.move(600, 600)
    await share.focus()
    await tip.waitFor()
    await page.keyboard.press('Tab')
    await page.getByRole('tooltip', { name: 'Copy a link to this view' }).waitFor({ state: 'detached' })
    expectQuiet(page)
  })

  test('? lists the keys that work', async () => {
    const page = await app.open('/settings')
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keys' })
    await sheet.getByText('Open the palette').waitFor()
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'hidden' })
  })

  test('the theme follows the choice and stays', async () => {
    const page = await app.open('/settings')
    const button = page.getByRole('button', { name: /^Theme/ }).first()
    await button.click()
    await button.click()
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
    await page.reload()
    await button.waitFor()
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
  })

  test('experiments stand in the rail as a tree', async () => {
    const page = await app.open('/settings')
    const folder = page.getByRole('button', { name: 'vision' })
    await folder.click()
    expect(await folder.getAttribute('aria-expanded')).toBe('true')
    await page.getByRole('link', { name: 'segmentation' }).click()
    await page.waitForURL(/#\/experiments\/\d+/)
  })

  test('a server that is gone and comes back: banner, then live again', async () => {
    const page = await app.open('/settings')
    await page.getByRole('status', { name: /Changes appear/ }).waitFor()
    await app.server.stop()
    await page.getByRole('alert').getByText("Can't reach the server").waitFor()
    await app.restart()
    await page.getByRole('alert').waitFor({ state: 'hidden' })
  })

  for (const [path, what, there] of [
    ['/experiments', 'Loading experiments', 'iris_classification'],
    ['/models', 'Loading models', 'churn'],
  ] as const)
    test(`${what}: bars in its place, after 3 s a word and Cancel; what was stopped can be tried again`, async () => {
      const page = await app.open('/settings')
      const held: (() => void)[] = []
      await page.route('**/ajax-api/**', async (route) => {
        await new Promise<void>((go) => held.push(go))
        await route.continue().catch(() => undefined)
      })
      await page.goto(`${app.url}/#${path}`)
      const waits = page.getByRole('status', { name: what })
      await waits.waitFor()
      const bar = await waits.locator('div').last().boundingBox()
      expect(bar?.width).toBeGreaterThan(400)
      await waits.getByText(`${what}, still at it…`).waitFor()
      await waits.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('alert').getByText('Loading was stopped.').waitFor()
      await page.unroute('**/ajax-api/**')
      held.forEach((go) => go())
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.getByRole('main').getByRole('link', { name: there, exact: true }).waitFor()
      expectQuiet(page)
    })

  test('at 420 px the rail is a drawer and nothing scrolls sideways', async () => {
    const page = await app.open('/settings', { width: 420 })
    await page.getByRole('button', { name: 'Go to a page, run or action' }).click()
    await page.getByRole('option', { name: 'Home' }).click()
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'Models' }).click()
    await page.waitForURL(/#\/models/)
    await expectNoSideScroll(page)
  })

  test('an unknown address is a page that says so', async () => {
    const page = await app.open('/nowhere/at/all')
    await page.getByText('Page not found').waitFor()
    await page.getByRole('link', { name: 'Go home' }).waitFor()
  })

  test('the palette has no violation of accessibility', async () => {
    const page = await app.open('/settings')
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('option').first().waitFor()
    await expectAccessible(page)
  })
})
