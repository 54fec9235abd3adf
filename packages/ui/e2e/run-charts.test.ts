import { readFile } from 'node:fs/promises'
import type { Run } from '@tailrace/contract'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { available, expectAccessible, expectQuiet, openApp } from './browser.ts'

describe.skipIf(!available)('charts of a run', async () => {
  if (!available) return
  const app = await openApp()
  const card = (page: Page, title: string): Locator => page.getByRole('group', { name: title, exact: true })
  const canvas = (page: Page, title: string): Locator => card(page, title).locator('[role=img] canvas')
  /** Paths of the API below its root that a page has asked, in the order of their answers. */
  const asked = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      performance.getEntriesByType('resource').flatMap(({ name }) => /ajax-api\/[a-z/]*[\d.]+\/(?:mlflow\/)?([^?]*)/.exec(name)?.[1] ?? []),
    )

  test('the page of a run asks for its lines once, before it is known which there are', async () => {
    const filter = "tags.stage = 'baseline'"
    const { runs } = await app.call<{ runs: Run[] }>('POST', '/api/tailrace/1.0/runs/query', { filter, max_results: 1 })
    const page = await app.open(`/experiments/${runs[0]?.info.experiment_id}/runs/${runs[0]?.info.run_id}/model-metrics`)
    await canvas(page, 'val_loss').waitFor()
    await canvas(page, 'accuracy').waitFor()
    const paths = await asked(page)
    expect(paths.filter((path) => path === 'metrics/history')).toHaveLength(1)
    expect(paths).not.toContain('runs/columns')
    // On paper, about 700 px wide, it is light, without what one can press, and no chart is cut.
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await page.setViewportSize({ width: 700, height: 900 })
    for (const role of ['navigation', 'toolbar', 'textbox'] as const) await expect.poll(() => page.getByRole(role).count()).toBe(0)
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)')
    const edges = (): Promise<number[]> => page.locator('canvas').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right))
    await expect.poll(async () => Math.max(...(await edges()))).toBeLessThanOrEqual(700)
    expect((await edges()).length).toBeGreaterThan(1)
    expectQuiet(page)
  })

  test('the metric page leads to its experiment and runs and shows their status; the tooltip of bars hides none of them', async () => {
    const { experiment_id } = await app.call<{ experiment_id: string }>('POST', '/api/2.0/mlflow/experiments/create', { name: 'once' })
    const ids: string[] = []
    for (const [at, status] of ['FINISHED', 'FAILED', 'RUNNING'].entries()) {
      const created = { experiment_id, run_name: `trial ${at}`, start_time: Date.now() }
      const { run_id } = (await app.call<{ run: Run }>('POST', '/api/2.0/mlflow/runs/create', created)).run.info
      ids.push(run_id)
      await app.call('POST', '/api/2.0/mlflow/runs/log-metric', { run_id, key: 'm', value: at + 1, timestamp: 1, step: 0 })
      await app.call('POST', '/api/2.0/mlflow/runs/update', { run_id, status })
    }
    const path = (runs: readonly string[]): string =>
      `/metric/m?runs=${encodeURIComponent(JSON.stringify(runs))}&metric="m"&experiments=["${experiment_id}"]`
    const page = await app.open(path(ids))
    const legend = page.getByRole('list', { name: 'Legend' })
    await expect.poll(() => legend.getByRole('listitem').allTextContents()).toEqual(['trial 0Finished', 'trial 1Failed', 'trial 2Running'])
    await expect(legend.getByRole('link', { name: 'trial 1' }).getAttribute('href')).resolves.toContain(ids[1])
    await expect(page.getByRole('link', { name: '3 runs' }).getAttribute('href')).resolves.toContain('compare-runs')
    await expect(page.locator(`a[href="#/experiments/${experiment_id}"]`).first().textContent()).resolves.toBe('once')
    const plot = page.getByRole('img', { name: /^Bars of 3 runs/ })
    const box = await plot.boundingBox()
    if (!box) throw new Error('no bars')
    await page.mouse.move(box.x + box.width / 3, box.y + 30)
    const tip = page.locator('body > div').filter({ hasText: /^trial \dm: \d$/ })
    await expect
      .poll(async () => {
        // Bars are hit at one of these heights, whatever the size of the card.
        for (let share = 0.1; share < 0.9; share += 0.05) {
          await page.mouse.move(box.x + box.width / 3, box.y + box.height * share)
          if (await tip.isVisible()) return true
        }
        return false
      })
      .toBe(true)
    const at = await tip.boundingBox()
    if (!at) throw new Error('no tooltip')
    const isApart = at.x >= box.x + box.width || at.x + at.width <= box.x || at.y >= box.y + box.height || at.y + at.height <= box.y
    expect(isApart, JSON.stringify([at, box])).toBe(true)
    await page.goto(`${app.url}/#${path(ids.slice(0, 1))}`)
    await expect.poll(() => legend.getByRole('listitem').allTextContents()).toEqual(['trial 0Finished'])
    await expectAccessible(page)
    expectQuiet(page)
  })

  test('a run has one color in the table, whatever its order, in comparisons, charts, their pictures and on its page', async () => {
    const { experiment_id } = await app.call<{ experiment_id: string }>('POST', '/api/2.0/mlflow/experiments/create', {
      name: 'of many colors',
    })
    const ids: string[] = []
    for (let at = 0; at < 14; at++) {
      const created = { experiment_id, run_name: `run ${at}`, start_time: 1000 + at }
      const { run } = await app.call<{ run: Run }>('POST', '/api/2.0/mlflow/runs/create', created)
      ids.push(run.info.run_id)
      const metrics = [0, 1].map((step) => ({ key: 'm', step, timestamp: step, value: (at * 7) % 5 }))
      await app.call('POST', '/api/2.0/mlflow/runs/log-batch', { run_id: run.info.run_id, metrics })
    }
    const colorOf = (locator: Locator, property: 'color' | 'backgroundColor' | 'stroke'): Promise<string> =>
      locator.evaluate((element, name) => getComputedStyle(element)[name], property)
    const inTable = (page: Page, at: number): Promise<string> =>
      colorOf(page.getByRole('button', { name: `Hide run ${at} in charts`, exact: true }), 'color')
    const page = await app.open(`/experiments/${experiment_id}`)
    const colors: string[] = []
    for (let at = 0; at < 14; at++) colors.push(await inTable(page, at))
    expect(new Set(colors.slice(0, 12)).size).toBe(12)
    expect(colors.slice(12)).toEqual(colors.slice(0, 2))
    await page.goto(`${app.url}/#/experiments/${experiment_id}?sort=metrics.m&q=${encodeURIComponent('metrics.m > 2')}`)
    await page.getByRole('button', { name: 'Hide run 5 in charts', exact: true }).waitFor({ state: 'hidden' })
    for (const at of [2, 4, 7, 9, 12]) expect(await inTable(page, at)).toBe(colors[at])
    const two = encodeURIComponent(JSON.stringify([ids[13], ids[4], ids[1]]))
    const experiments = encodeURIComponent(JSON.stringify([experiment_id]))
    await page.goto(`${app.url}/#/compare-runs?runs=${two}&experiments=${experiments}`)
    const heads = page.getByRole('region', { name: 'Comparison' }).getByRole('columnheader').locator('span[class*=dot]')
    await heads.nth(2).waitFor()
    for (const [place, at] of [13, 4, 1].entries()) expect(await colorOf(heads.nth(place), 'backgroundColor')).toBe(colors[at])
    await page.goto(`${app.url}/#/metric/m?runs=${two}&metric="m"&plot_metric_keys=["m"]&experiments=${experiments}`)
    await page.getByRole('heading', { level: 1, name: 'm', exact: true }).waitFor()
    const strokes = page.getByRole('list', { name: 'Legend' }).locator('line')
    await strokes.nth(2).waitFor({ state: 'attached' })
    for (const [place, at] of [13, 4, 1].entries()) expect(await colorOf(strokes.nth(place), 'stroke')).toBe(colors[at])
    // Two runs of one color differ in their dashes.
    expect(await strokes.nth(0).getAttribute('stroke-dasharray')).not.toBe(await strokes.nth(2).getAttribute('stroke-dasharray'))
    await page.goto(`${app.url}/#/experiments/${experiment_id}/runs/${ids[4]}/model-metrics`)
    await canvas(page, 'm').waitFor()
    await card(page, 'm').hover()
    await card(page, 'm').getByRole('button', { name: 'More for m' }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Download SVG', exact: true }).click(),
    ])
    const [, hex = ''] = /stroke="(#[0-9a-f]{6})" stroke-width/.exec(await readFile(await file.path(), 'utf8')) ?? []
    const channels = [1, 3, 5].map((from) => Number.parseInt(hex.slice(from, from + 2), 16))
    expect(`rgb(${channels.join(', ')})`).toBe(colors[4])
    expectQuiet(page)
  })

  test('three runs of 12,000 metrics: what is far is not rendered; sections fold beyond the first few and are found by a search', async () => {
    const { experiment_id } = await app.call<{ experiment_id: string }>('POST', '/api/2.0/mlflow/experiments/create', { name: 'wide' })
    // Half of them in one section, half in 300.
    const keys = Array.from({ length: 12_000 }, (_, at) => (at < 6000 ? `val_loss_${at}` : `layer_${at % 300}/weight_${at}`))
    const ids: string[] = []
    for (const run_name of ['one', 'two', 'three']) {
      const { run } = await app.call<{ run: Run }>('POST', '/api/2.0/mlflow/runs/create', { experiment_id, run_name, start_time: 1 })
      ids.push(run.info.run_id)
      for (let from = 0; from < keys.length; from += 500) {
        const metrics = keys.slice(from, from + 500).flatMap((key) => [0, 1].map((step) => ({ key, step, timestamp: step, value: step })))
        await app.call('POST', '/api/2.0/mlflow/runs/log-batch', { run_id: run.info.run_id, metrics })
      }
    }
    for (const address of [`/experiments/${experiment_id}?view=charts`, `/experiments/${experiment_id}/runs/${ids[0]}/model-metrics`]) {
      const page = await app.open(address)
      await page.getByRole('region', { name: 'Metrics' }).locator('canvas').first().waitFor()
      const nodes = (): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length)
      expect(await nodes()).toBeLessThan(3000)
      await page.getByRole('button', { name: /^Metrics 6,000/ }).click()
      await page.getByRole('button', { name: /^layer_1 20/ }).waitFor()
      await expect.poll(() => page.getByRole('button', { name: /^layer_\d+ 20/, expanded: false }).count()).toBeGreaterThan(5)
      expect(await nodes()).toBeLessThan(3000)
      await page.getByRole('textbox', { name: /Search charts/ }).fill('weight_11999$')
      await card(page, 'layer_299/weight_11999').locator('canvas').waitFor()
      expect(await page.locator('h3').count()).toBe(1)
      expectQuiet(page)
      await page.close()
    }
  })

  test('a run of one metric shows it at once, and then as finely as its chart is wide', async () => {
    const { run } = await app.call<{ run: Run }>('POST', '/api/2.0/mlflow/runs/create', { experiment_id: '0', start_time: Date.now() })
    const metrics = Array.from({ length: 1000 }, (_, step) => ({ key: 'alone', step, timestamp: step, value: (step * 7919) % 1000 }))
    for (const from of [0, 1000, 2000]) {
      const part = metrics.map((metric) => ({ ...metric, step: metric.step + from }))
      await app.call('POST', '/api/2.0/mlflow/runs/log-batch', { run_id: run.info.run_id, metrics: part })
    }
    const page = await app.open(`/experiments/0/runs/${run.info.run_id}/model-metrics`)
    await canvas(page, 'alone').waitFor()
    await expect.poll(async () => (await asked(page)).filter((path) => path === 'metrics/history').length, { timeout: 30_000 }).toBe(2)
    await card(page, 'alone')
      .getByText(/^1,[0-9]{3} of 3,000 points/)
      .waitFor()
    expectQuiet(page)
  })

  test('media: a row a key at the step of the slider, which follows the crosshair; enlarged; tables, audio, galleries', async () => {
    const create = async (run_name: string): Promise<string> =>
      (
        await app.call<{ run: Run }>('POST', '/api/2.0/mlflow/runs/create', {
          experiment_id: '0',
          run_name,
          tags: [{ key: 'mlflow.loggedArtifacts', value: JSON.stringify([{ path: 'eval/epoch_2.json', type: 'table' }]) }],
        })
      ).run.info.run_id
    const id = await create('with-media')
    const upload = async (path: string, body: string): Promise<void> => {
      const target = `${app.url}/ajax-api/2.0/mlflow/upload-artifact?${new URLSearchParams({ run_uuid: id, path })}`
      expect((await fetch(target, { method: 'POST', body })).status).toBe(200)
    }
    const svg = (color: string): string =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="${color}"/></svg>`
    for (const [step, color] of ['red', 'green', 'blue'].entries()) {
      await upload(`samples/epoch_${step * 10}/mask.svg`, svg(color))
      await upload(`faces/${step}.svg`, svg(color))
      await app.call('POST', '/api/2.0/mlflow/runs/log-metric', { run_id: id, key: 'loss', value: 3 - step, step: step * 10, timestamp: 1 })
    }
    await upload('eval/epoch_2.json', JSON.stringify({ columns: ['answer'], data: [['forty-two']] }))
    await upload(
      'confusion_matrix.json',
      JSON.stringify({
        labels: ['cat', 'dog'],
        matrix: [
          [5, 1],
          [2, 7],
        ],
      }),
    )
    await upload('voice.wav', 'RIFF')
    const at = `/experiments/0/runs/${id}`
    const page = await app.open(`${at}/model-metrics`)
    const plot = card(page, 'loss').locator('[role=img]')
    const media = page.getByRole('region', { name: 'Media' })
    const mask = (step: number) => media.getByRole('img', { name: `samples/mask.svg of with-media at step ${step}` })
    await mask(20).waitFor()
    await media.getByRole('cell', { name: 'forty-two' }).waitFor()
    await media.getByRole('row', { name: 'dog 2 7' }).waitFor()
    expect(await media.getByRole('group', { name: 'faces/' }).getByRole('img').count()).toBe(3)
    await media.getByRole('button', { name: 'Previous step' }).click()
    await mask(10).waitFor()
    await media.getByRole('slider', { name: 'Step', exact: true }).press('Home')
    await mask(0).waitFor()
    await media.getByText('Not yet at this step').waitFor()
    await page.reload()
    await mask(0).waitFor()
    // The crosshair of the charts takes the slider along.
    await plot.locator('canvas').waitFor()
    await plot.focus()
    await page.keyboard.press('ArrowRight')
    await mask(10).waitFor()
    await page.keyboard.press('Escape')
    await mask(0).waitFor()
    await mask(0).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('img', { name: /step 0/ }).waitFor()
    await page.keyboard.press('ArrowRight')
    await dialog.getByRole('img', { name: /step 10/ }).waitFor()
    await page.keyboard.press('+')
    await dialog.getByText('150 %').waitFor()
    await page.keyboard.press('Escape')
    await mask(10).waitFor()
    expectQuiet(page)
    await expectAccessible(page)
    // Without metrics the media are there all the same; beside other runs they are a column.
    const other = await app.open(`/experiments/0/runs?view=charts&q=${encodeURIComponent("run_name = 'with-media'")}`)
    await other.getByRole('region', { name: 'Media' }).getByRole('cell', { name: 'forty-two' }).waitFor()
    const folder = await app.open(`${at}/artifacts/faces`)
    await folder.getByRole('group', { name: 'Images in faces' }).getByRole('button').nth(2).waitFor()
    expectQuiet(other)
    expectQuiet(folder)
  })
})
