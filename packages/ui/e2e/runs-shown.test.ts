import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { available, expectNoSideScroll, expectQuiet, openApp } from './browser.ts'

interface Run {
  info: { run_id: string }
}

const grid = (page: Page) => page.getByRole('treegrid', { name: 'Runs' })
const lines = (page: Page) => grid(page).locator('[role=row][data-kind]')
const heads = (page: Page) => grid(page).getByRole('columnheader').allTextContents()
/** Pages may take their time on a busy machine. */
// oxlint-disable-next-line vitest/require-awaited-expect-poll -- the callers await it
const eventually = <Value>(look: () => Value | Promise<Value>) => expect.poll(look, { timeout: 30_000 })
const parameter = (page: Page, name: string): string | null => new URLSearchParams(page.url().split('?')[1] ?? '').get(name)

describe.skipIf(!available)('what the table of runs and its charts show', async () => {
  if (!available) return
  const app = await openApp()
  const { experiment } = await app.call<{ experiment: { experiment_id: string } }>(
    'GET',
    '/api/2.0/mlflow/experiments/get-by-name?experiment_name=iris_classification',
  )
  const iris = experiment.experiment_id
  const open = async (path: string | undefined, options = {}): Promise<Page> => {
    const page = await app.open(path ?? '', options)
    await lines(page).first().waitFor()
    return page
  }

  test('a metric shows its last value, its min, its max, or what it was at the best step of another', async () => {
    const page = await open(`/experiments/${iris}?cols=metrics.val_loss,metrics.train_loss,metrics.accuracy&sort=attributes.run_name`)
    const [run] = (
      await app.call<{ runs: Run[] }>('POST', '/api/2.0/mlflow/runs/search', {
        experiment_ids: [iris],
        order_by: ['attributes.run_name ASC'],
        max_results: 1,
      })
    ).runs
    const points = async (metric_key: string): Promise<{ value: number; step?: number }[]> => {
      const path = `/api/2.0/mlflow/metrics/get-history?run_id=${run?.info.run_id}&metric_key=${metric_key}&max_results=1000`
      return (await app.call<{ metrics: { value: number; step?: number }[] }>('GET', path)).metrics
    }
    /** The whole number of a cell and its step. */
    const cell = (column: number): Promise<number[]> =>
      lines(page)
        .first()
        .getByRole('gridcell')
        .nth(column)
        .locator('[title]')
        .evaluate((value) => (value.getAttribute('title') ?? '').split(' at step ').map(Number))
    const choose = async (column: string, what: string): Promise<void> => {
      await grid(page)
        .getByRole('button', { name: `Column ${column}`, exact: true })
        .click()
      await page.getByRole('menuitem', { name: 'Show' }).click()
      await page.getByRole('menuitemradio', { name: what, exact: true }).click()
    }
    const losses = await points('val_loss')
    const best = losses.reduce((least, point) => (point.value < least.value ? point : least))
    await choose('val_loss', 'Min')
    await eventually(() => parameter(page, 'show')).toBe('metrics.val_loss~min')
    await eventually(async () => (await heads(page)).join()).toContain('min val_loss')
    await eventually(() => cell(2)).toEqual([best.value, best.step])
    await choose('train_loss', 'val_loss')
    await eventually(async () => (await heads(page)).join()).toContain('train_loss at min val_loss')
    const there = (await points('train_loss')).find(({ step }) => step === best.step)
    await eventually(() => cell(3)).toEqual([there?.value, best.step])
    await choose('min val_loss', 'Max')
    await eventually(async () => (await cell(2))[0]).toBe(Math.max(...losses.map(({ value }) => value)))
    await grid(page).getByRole('button', { name: 'Column max val_loss' }).click()
    await page.getByRole('menuitem', { name: 'Sort descending by last value' }).waitFor()
    await page.keyboard.press('Escape')
    const fresh = await open(page.url().split('#')[1])
    await eventually(async () => (await heads(fresh)).join()).toContain('max val_loss')
    await choose('max val_loss', 'Last value')
    await eventually(async () => (await cell(2))[0]).toBe(losses.at(-1)?.value)
    expect(parameter(page, 'show')).toBe('metrics.train_loss~min~val_loss')
    expectQuiet(page)
  })

  test('runs are kept at the top, whatever is filtered and however it is sorted', async () => {
    const page = await open(`/experiments/${iris}?sort=attributes.run_name`)
    const names = (): Promise<string[]> => lines(page).locator('a.cut').allTextContents()
    const [first = '', second = '', third = ''] = await names()
    await page.getByRole('checkbox', { name: `Select ${third}` }).check()
    await page.getByRole('button', { name: 'Pin to top' }).click()
    await eventually(async () => (await names()).slice(0, 3)).toEqual([third, first, second])
    await page.getByRole('button', { name: 'Select none' }).click()
    await grid(page).focus()
    // From the line that was pointed at last.
    await page.keyboard.press('j')
    await page.keyboard.press('p')
    await eventually(async () => (await names()).slice(0, 3)).toEqual([third, first, second])
    await eventually(() => grid(page).locator('[data-kept]').count()).toBe(2)
    const query = new URLSearchParams(page.url().split('?')[1])
    query.set('q', `attributes.run_name = '${second}'`)
    const fresh = await open(`/experiments/${iris}?${query.toString()}`)
    await eventually(async () => (await lines(fresh).locator('a.cut').allTextContents()).slice(0, 3)).toEqual([third, first, second])
    await fresh.getByText('1 run matches').waitFor()
    await fresh.getByRole('button', { name: `Keep ${third} at the top no more` }).click()
    await eventually(async () => (await lines(fresh).locator('a.cut').allTextContents()).join()).toBe([first, second].join())
    expectQuiet(fresh)
  })

  test('groups show the mean, the smallest or the largest value', async () => {
    const page = await open(`/experiments/${iris}?group=params.max_depth&cols=metrics.accuracy`)
    const { runs } = await app.call<{ runs: { data: { metrics?: { key: string; value: number }[] } }[] }>(
      'POST',
      '/api/2.0/mlflow/runs/search',
      {
        experiment_ids: [iris],
        filter: "params.max_depth = '5'",
        max_results: 1000,
      },
    )
    const values = runs.flatMap(({ data }) => data.metrics ?? []).flatMap(({ key, value }) => (key === 'accuracy' ? [value] : []))
    const shown = async (): Promise<number> =>
      parseFloat((await lines(page).filter({ hasText: 'max_depth = 5' }).getByRole('gridcell').nth(2).textContent()) ?? '')
    for (const [label, value] of [
      ['the largest', Math.max(...values)],
      ['the smallest', Math.min(...values)],
      ['the mean', values.reduce((sum, each) => sum + each, 0) / values.length],
    ] as const) {
      await page.getByRole('button', { name: 'Grouped (1)' }).click()
      await page.getByRole('menuitemradio', { name: label }).click()
      await page.keyboard.press('Escape')
      await eventually(async () => Math.abs((await shown()) - value)).toBeLessThan(0.001)
    }
    expect(parameter(page, 'agg')).toBeNull()
  })

  test('groups by several keys show the common value of a param or how many there are, and say where it is not set', async () => {
    type Params = { key: string; value: string }[]
    const { runs } = await app.call<{ runs: { data: { params?: Params } }[] }>('POST', '/api/2.0/mlflow/runs/search', {
      experiment_ids: [iris],
      max_results: 1000,
    })
    const page = await open(`/experiments/${iris}?group=params.max_depth&cols=params.criterion,params.n_estimators`)
    await page.getByRole('button', { name: 'Grouped (1)' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'lr', exact: true }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Grouped (2)' }).waitFor()
    const paramsOf = (params: Params = []) => new Map(params.map(({ key, value }) => [key, value]))
    const named = (params: Map<string, string>, key: string): string => (params.has(key) ? `${key} = ${params.get(key)}` : `${key} not set`)
    const groups = Map.groupBy(
      runs.map(({ data }) => paramsOf(data.params)),
      (params) => `${named(params, 'max_depth')}, ${named(params, 'lr')}`,
    )
    const wanted = [...groups].map(([title, list]) => {
      const cells = ['criterion', 'n_estimators'].map((key) => {
        const values = list.flatMap((params) => params.get(key) ?? [])
        const distinct = new Set(values).size
        const shown = distinct === 0 ? '–' : distinct === 1 ? String(values[0]) : `${distinct} values`
        return shown + (values.length > 0 && values.length < list.length ? `n ${values.length}` : '')
      })
      return [`${title}${list.length} ${list.length === 1 ? 'run' : 'runs'}`, ...cells].join(' | ')
    })
    const shown = async (): Promise<string[]> => {
      const cells = await lines(page).evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('[role=gridcell]')].slice(1).map((cell) => cell.textContent?.trim())),
      )
      return cells.map((row) => row.join(' | '))
    }
    await eventually(shown).toEqual(expect.arrayContaining([expect.stringContaining('lr not set')]))
    for (const row of await shown()) expect(wanted).toContain(row)
    expect((await shown()).some((row) => / values/.test(row))).toBe(true)
    expectQuiet(page)
  })

  test('a button colors all metrics as a heat map, and takes the colors away', async () => {
    const page = await open(`/experiments/${iris}?cols=metrics.accuracy,params.lr`)
    const button = page.getByRole('button', { name: 'Heat map' })
    await button.click()
    await eventually(() => parameter(page, 'heat')).toBe('metrics.accuracy')
    await eventually(() => lines(page).locator('[style*="--heat"]').count()).toBeGreaterThan(3)
    await button.click()
    await eventually(() => parameter(page, 'heat')).toBeNull()
    expectQuiet(page)
  })

  test('charts draw all runs, the first ones, those that are finished, selected or none, and single ones against that', async () => {
    const page = await open(`/experiments/${iris}?view=split`)
    const choose = async (what: string): Promise<void> => {
      await page.getByRole('button', { name: /^(Show in|In) charts/ }).click()
      await page.getByRole('menuitemradio', { name: what, exact: true }).click()
      await page.getByRole('menu').waitFor({ state: 'hidden' })
    }
    const drawn = page.getByRole('toolbar', { name: 'Charts' })
    await drawn.getByText('12 of 41 runs drawn').waitFor()
    await choose('First 20')
    await drawn.getByText('20 runs drawn', { exact: true }).waitFor()
    expect(parameter(page, 'only')).toBe('first20')
    // The key takes one of them out; the address keeps it.
    await page.keyboard.press('Escape')
    await grid(page).focus()
    await page.keyboard.press('j')
    await page.keyboard.press('e')
    await drawn.getByText('19 runs drawn', { exact: true }).waitFor()
    await page.reload()
    await drawn.getByText('19 runs drawn', { exact: true }).waitFor()
    await choose('Only finished')
    await drawn.getByText('12 of 40 runs drawn').waitFor()
    expect(parameter(page, 'hide')).toBeNull()
    expect(await grid(page).getByRole('button', { name: 'Show out-of-memory in charts' }).count()).toBe(1)
    await choose('None')
    await page.getByText('All runs are hidden.').first().waitFor()
    await choose('Only selected')
    for (const place of [1, 3, 5]) await lines(page).nth(place).getByRole('checkbox').click()
    await drawn.getByText('3 runs drawn', { exact: true }).waitFor()
    await choose('All runs')
    await drawn.getByText('12 of 41 runs drawn').waitFor()
    expect(parameter(page, 'only')).toBeNull()
    // Beside the inspector the charts stand below the table, and both are wide enough to read.
    const width = async (region: Locator): Promise<number> => (await region.boundingBox())?.width ?? 0
    const charts = page.getByRole('region', { name: 'Charts', exact: true })
    expect(await width(charts)).toBeLessThan(600)
    await grid(page).focus()
    await page.keyboard.press('i')
    await page.getByRole('complementary', { name: 'Inspector' }).waitFor()
    await eventually(() => width(charts)).toBeGreaterThan(700)
    expect(await width(grid(page))).toBeGreaterThan(700)
    await page.keyboard.press('i')
    // All of both dates of the conditions is in their menu.
    await page.getByRole('button', { name: 'Conditions' }).click()
    for (const name of ['From', 'To']) expect(await width(page.getByRole('dialog').getByLabel(name, { exact: true }))).toBeGreaterThan(150)
    expectQuiet(page)
  })

  test('at 420 px both menus stay inside the window', async () => {
    const page = await open(`/experiments/${iris}?view=split&cols=metrics.val_loss`, { width: 420 })
    await page.getByRole('button', { name: 'Show in charts' }).click()
    await page.getByRole('menuitemradio', { name: 'First 10' }).click()
    await expectNoSideScroll(page)
    await grid(page).focus()
    // To the head by keyboard, since the column stands beyond the edge.
    for (const key of ['Home', 'ArrowUp', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
    await page.getByRole('menuitem', { name: 'Show' }).click()
    await page.getByRole('menuitemradio', { name: 'Max', exact: true }).click()
    await eventually(() => parameter(page, 'show')).toBe('metrics.val_loss~max')
    expect(parameter(page, 'only')).toBe('first10')
    await expectNoSideScroll(page)
  })
})
