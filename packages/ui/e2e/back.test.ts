import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { available, expectAccessible, expectQuiet, openApp } from './browser.ts'

/** Runs of a list that is fetched page by page. */
const RUNS = 1_200

const lines = (page: Page) => page.getByRole('treegrid', { name: 'Runs' }).locator('[role=row][data-kind]')
/** px from the top of a list to the row that one came from. */
const placeOf = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const row = document.querySelector('[role=row][aria-current], tr[aria-current]')
    return Math.round(
      (row?.getBoundingClientRect().top ?? NaN) -
        (row?.closest('[role=treegrid],[role=grid]')?.parentElement?.getBoundingClientRect().top ?? NaN),
    )
  })
const scrolled = (page: Page, by: string): Promise<number> =>
  page
    .locator(by)
    .evaluate((element) => Math.round((element.closest('table') ? element.closest('table')?.parentElement : element)?.scrollTop ?? NaN))

describe.skipIf(!available)('Back', async () => {
  if (!available) return
  const app = await openApp({ data: 'empty' })
  const make = async (name: string): Promise<string> =>
    (await app.call<{ experiment_id: string }>('POST', '/api/2.0/mlflow/experiments/create', { name })).experiment_id
  const log = async (experiment_id: string, number: number): Promise<string> => {
    const { run } = await app.call<{ run: { info: { run_id: string } } }>('POST', '/api/2.0/mlflow/runs/create', {
      experiment_id,
      run_name: `run-${number}`,
      start_time: 1_700_000_000_000 - number * 1000,
    })
    return run.info.run_id
  }
  const many = await make('many')
  for (let from = 0; from < RUNS; from += 100) await Promise.all(Array.from({ length: 100 }, (_, at) => log(many, from + at)))

  test('leads to the line of the 900th run, marked, with cursor, focus and selection, whatever was logged meanwhile; so does the breadcrumb', async () => {
    const page = await app.open(`/experiments/${many}`)
    await lines(page).first().waitFor()
    const grid = page.getByRole('treegrid', { name: 'Runs' })
    // The end of what is loaded is where the next ones are fetched.
    for (
      let tries = 0;
      tries < 60 &&
      !(await lines(page)
        .filter({ hasText: /^run-900$/ })
        .count());
      tries++
    ) {
      await grid.evaluate((element) => element.scrollBy({ top: 900 * 32 - element.scrollTop }))
      await page.waitForTimeout(100)
    }
    const line = lines(page).filter({ has: page.getByRole('link', { name: 'run-900', exact: true }) })
    await line.getByRole('checkbox').click()
    await page.getByText('1 selected').waitFor()
    const before = await scrolled(page, '[role=treegrid]')
    expect(before).toBeGreaterThan(20_000)
    const isBack = async (): Promise<void> => {
      await line.and(page.locator('[aria-current=true][aria-selected=true][data-cursor]')).waitFor()
      await expect.poll(() => grid.evaluate((element) => element === document.activeElement)).toBe(true)
    }

    await line.getByRole('link').click()
    await page.getByRole('heading', { level: 1, name: 'run-900' }).waitFor()
    await page.goBack()
    await isBack()
    expect(await scrolled(page, '[role=treegrid]')).toBe(before)
    await expectAccessible(page)
    const place = await placeOf(page)

    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'run-900' }).waitFor()
    await log(many, -1)
    await log(many, -2)
    await page.getByRole('banner').getByRole('link', { name: 'many' }).click()
    await isBack()
    // The two that came stand above.
    await expect.poll(() => scrolled(page, '[role=treegrid]')).toBe(before + 64)
    expect(await placeOf(page)).toBe(place)

    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'run-901' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'run-901' }).waitFor()
    await page.goBack()
    await expect.poll(() => scrolled(page, '[role=treegrid]')).toBe(before + 64)
    await page.locator('[data-cursor]', { hasText: 'run-901' }).waitFor()
    expectQuiet(page)
  })

  test('leads to the row of every other list, and to the chart', async () => {
    const post = (path: string, body: object) => app.call('POST', `/api/2.0/mlflow/${path}`, body)
    const numbers = Array.from({ length: 60 }, (_, at) => String(at + 100))
    for (const number of numbers) {
      await make(`experiment-${number}`)
      await post('registered-models/create', { name: `model-${number}` })
      await post('logged-models', { experiment_id: many, name: `logged-${number}` })
    }
    const lists = [
      ['/experiments', 'experiment-120', 'Experiments'],
      ['/models', 'model-120', 'Models'],
      [`/experiments/${many}/models`, 'logged-120', 'Models'],
    ] as const
    for (const [path, name, crumb] of lists) {
      const page = await app.open(path, { height: 500 })
      const row = page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
      await page.getByRole('grid').getByRole('link').first().waitFor()
      for (let tries = 0; tries < 40 && !(await row.count()); tries++) {
        await page.getByRole('grid').evaluate((element) => element.parentElement?.scrollBy({ top: 320 }))
        await page.waitForTimeout(100)
      }
      await row.getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { level: 1, name }).waitFor()
      const isBack = async (): Promise<void> => {
        await row.and(page.locator('[aria-current=true]')).waitFor()
        await expect.poll(() => row.evaluate((element) => element === document.activeElement)).toBe(true)
      }
      await page.goBack()
      await isBack()
      const [place, top] = [await placeOf(page), await scrolled(page, '[role=grid]')]
      expect(top).toBeGreaterThan(100)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name }).waitFor()
      await page.getByRole('banner').getByRole('link', { name: crumb, exact: true }).last().click()
      await isBack()
      expect(await scrolled(page, '[role=grid]')).toBe(top)
      expect(Math.abs((await placeOf(page)) - place)).toBeLessThan(16)
      await expectAccessible(page)
      expectQuiet(page)
    }

    const charted = await make('charted')
    const run_id = await log(charted, 1)
    await post('runs/log-batch', {
      run_id,
      metrics: numbers.slice(0, 30).flatMap((key) => [1, 2, 3].map((step) => ({ key, value: step, step, timestamp: step }))),
    })
    const page = await app.open(`/experiments/${charted}?view=charts`, { height: 500 })
    const charts = page.getByRole('region', { name: 'Charts' })
    await charts.locator('canvas').first().waitFor()
    await expect.poll(() => charts.evaluate((element) => element.scrollHeight - element.clientHeight)).toBeGreaterThan(400)
    await charts.evaluate((element) => element.scrollTo({ top: 380 }))
    const top = await scrolled(page, 'section[aria-label=Charts]')
    await page.evaluate((href) => (location.hash = href), `/experiments/${charted}/runs/${run_id}`)
    await page.getByRole('heading', { level: 1, name: 'run-1' }).waitFor()
    await page.goBack()
    // Cards that come into view may be some px higher than was thought.
    await expect.poll(async () => Math.abs((await scrolled(page, 'section[aria-label=Charts]')) - top)).toBeLessThan(16)
    expectQuiet(page)
  })
})
