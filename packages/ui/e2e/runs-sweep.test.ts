import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { available, expectAccessible, expectQuiet, openApp } from './browser.ts'

const grid = (page: Page) => page.getByRole('treegrid', { name: 'Runs' })
const lines = (page: Page) => grid(page).locator('[role=row][data-kind]')
const heads = async (page: Page): Promise<string[]> =>
  (await grid(page).locator('[data-column]').allTextContents()).map((text) => text.trim())
/** Pages may take their time on a busy machine. */
// oxlint-disable-next-line vitest/require-awaited-expect-poll -- the callers await it
const eventually = <Value>(look: () => Value | Promise<Value>) => expect.poll(look, { timeout: 8_000 })
const parameter = (page: Page, name: string): string | null => new URLSearchParams(page.url().split('?')[1] ?? '').get(name)
const nesting = (page: Page, name: 'Nested' | 'Flat') => page.getByRole('radio', { name, exact: true })

describe.skipIf(!available)('a sweep', async () => {
  if (!available) return
  const app = await openApp({ data: 'empty' })
  const call = <Answer>(path: string, body: object): Promise<Answer> => app.call<Answer>('POST', `/api/2.0/mlflow/${path}`, body)
  const { experiment_id } = await call<{ experiment_id: string }>('experiments/create', { name: 'sweep' })
  const start = async (
    run_name: string,
    start_time: number,
    metrics: Readonly<Record<string, number>>,
    parent?: string,
  ): Promise<string> => {
    const tags = parent === undefined ? [] : [{ key: 'mlflow.parentRunId', value: parent }]
    const { run } = await call<{ run: { info: { run_id: string } } }>('runs/create', { experiment_id, run_name, start_time, tags })
    const { run_id } = run.info
    const points = [0, 1, 2].flatMap((step) => Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: step + 1, step })))
    const params =
      parent === undefined
        ? []
        : Object.entries({ rate: metrics['lr'], seed: start_time }).map(([key, value]) => ({ key, value: `${value}` }))
    await call('runs/log-batch', { run_id, metrics: points, params })
    return run_id
  }
  const parent = await start('sweep', 1, { budget: 20 })
  for (let trial = 0; trial < 20; trial++) {
    const metrics = { lr: 10 ** -trial, epoch: 3, throughput: 100 + trial, loss: 1 - trial / 40, 'val/acc': 0.5 + trial / 50 }
    await start(`trial-${trial}`, trial + 2, metrics, parent)
  }
  const open = async (query = '', options = {}): Promise<Page> => {
    const page = await app.open(`/experiments/${experiment_id}${query}`, options)
    await lines(page).first().waitFor()
    return page
  }

  test('opens nested with the best and the mean of its runs; is flat by itself where only nested runs have what is sorted or charted', async () => {
    const page = await open()
    await eventually(() => lines(page).count()).toBe(1)
    expect(await nesting(page, 'Nested').isChecked()).toBe(true)
    const [line] = await lines(page).allTextContents()
    expect(line).toMatch(/best 0\.88\s*mean 0\.69/)
    expect(line).toMatch(/best 0\.525\d*mean 0\.76\d+/)
    await page.goto(`${app.url}/#/experiments/${experiment_id}?sort=-metrics.val/acc`)
    await eventually(() => lines(page).count()).toBe(21)
    expect(await nesting(page, 'Flat').isChecked()).toBe(true)
    expect(await lines(page).first().textContent()).toContain('trial-19')
    await nesting(page, 'Nested').click()
    await eventually(() => lines(page).count()).toBe(1)
    expect(parameter(page, 'nest')).toBe('1')
    await nesting(page, 'Flat').click()
    await eventually(() => parameter(page, 'nest')).toBe(null)
    await page.goto(`${app.url}/#/experiments/${experiment_id}?view=split`)
    await eventually(() => lines(page).count()).toBe(21)
    await expectAccessible(page)
    expectQuiet(page)
  })

  test('charts of a closed parent draw its runs; hiding it hides them', async () => {
    const page = await open('?view=split&nest=1')
    await eventually(() => lines(page).count()).toBe(1)
    await page.getByText('12 of 21 runs drawn').waitFor()
    const charts = page.getByRole('region', { name: 'Charts' })
    await charts
      .getByText(/^11 runs · 33 points$/)
      .first()
      .waitFor()
    // The metric that matters most stands first.
    expect(await charts.getByRole('heading', { level: 2 }).first().textContent()).toContain('val')
    await page.getByRole('button', { name: 'Hide sweep in charts' }).click()
    await eventually(() => charts.getByText(/runs · 33 points/).count()).toBe(0)
    expectQuiet(page)
  })

  test("links and saved views carry the charts, and change nobody else's", async () => {
    const page = await open('?view=split&nest=0')
    const chart = (on: Page, name: string) => on.getByRole('group', { name, exact: true })
    await chart(page, 'val/acc').hover()
    await chart(page, 'val/acc').getByRole('button', { name: 'More for val/acc' }).click()
    await page.getByRole('menuitem', { name: 'Delete', exact: true }).click()
    await eventually(() => parameter(page, 'panels')).not.toBe(null)
    await chart(page, 'val/acc').waitFor({ state: 'detached' })
    const other = await app.open(page.url().split('#')[1] ?? '', { fresh: true })
    await chart(other, 'loss').waitFor({ state: 'attached' })
    expect(await chart(other, 'val/acc').count()).toBe(0)
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('textbox', { name: 'Name of the new view' }).fill('without accuracy')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await eventually(() => parameter(page, 'saved')).not.toBe(null)
    const { views } = await app.call<{ views: { state: string }[] }>('GET', `/api/tailrace/1.0/views/list?experiment_id=${experiment_id}`)
    expect(views[0]?.state).toContain('"panels"')
    await other.goto(`${app.url}/#/experiments/${experiment_id}?view=split&nest=0`)
    await chart(other, 'val/acc').waitFor({ state: 'attached' })
    expectQuiet(page)
  })

  test('keys are typed as they are named; unknown ones get a question; mistakes wait for the end and do not move the table', async () => {
    const page = await open('?nest=0')
    const box = page.getByRole('combobox', { name: 'Filter runs' })
    const top = async (): Promise<number | undefined> => (await grid(page).boundingBox())?.y
    const before = await top()
    await box.fill('metrics.val/acc >')
    await page.getByRole('option').first().waitFor()
    expect(await page.locator('[data-wrong="true"]').count()).toBe(0)
    await box.press('Enter')
    await page.getByText('The condition is not finished').waitFor()
    expect(await top()).toBe(before)
    await box.fill('metrics.val/acc > 0.85')
    await box.press('Enter')
    await eventually(() => parameter(page, 'q')).toBe('metrics.`val/acc` > 0.85')
    await eventually(() => lines(page).count()).toBe(2)
    await box.fill('metrics.val/ac > 0.5')
    await page.getByRole('button', { name: 'Use metrics.`val/acc` > 0.5' }).click()
    await eventually(() => lines(page).count()).toBe(19)
    expect(await top()).toBe(before)
    await page.goto(`${app.url}/#/experiments/${experiment_id}?q=${encodeURIComponent('metrics.val/acc > 0.87')}`)
    await eventually(() => lines(page).count()).toBe(1)
    expectQuiet(page)
  })

  test('what matters comes first, the primary metric before all; what is sorted or filtered by stays in sight', async () => {
    const page = await open('?nest=0')
    await eventually(() => heads(page)).toEqual(expect.arrayContaining(['metricsval/acc', 'loss']))
    const names = await heads(page)
    expect(names.slice(3, 7)).toEqual(['metricsval/acc', 'loss', 'budget', 'epoch'])
    expect(names.slice(7)).toEqual(['paramsrate', 'seed'])
    await page.goto(`${app.url}/#/experiments/${experiment_id}?nest=0&q=metrics.epoch > 1&sort=-metrics.throughput`)
    await eventually(async () => (await heads(page)).slice(1, 3)).toEqual(['metricsepoch', 'throughput'])
    await grid(page).getByRole('button', { name: 'Column throughput', exact: true }).click()
    expect(await page.getByRole('menuitem', { name: 'Hide' }).isDisabled()).toBe(true)
    await page.getByRole('menuitem', { name: 'Set as primary metric' }).click()
    await page.getByText('Primary metric of sweep: throughput, higher is better').waitFor()
    await page.goto(`${app.url}/#/experiments/${experiment_id}?nest=0`)
    await eventually(async () => (await heads(page))[3]).toBe('metricsthroughput')
    const best = async () => {
      const reply = await app.call<{ experiments: { metric: object }[] }>('POST', '/api/tailrace/1.0/experiments/summary', {
        experiment_ids: [experiment_id],
      })
      return reply.experiments[0]?.metric
    }
    expect(await best()).toMatchObject({ key: 'throughput', best: 119, direction: 'max' })
    await grid(page).getByRole('button', { name: 'Column throughput', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Lower is better' }).click()
    await eventually(best).toMatchObject({ key: 'throughput', best: 100, direction: 'min' })
    await page.goto(`${app.url}/#/experiments`)
    await page.getByText('throughput').first().waitFor()
    expectQuiet(page)
  })
})
