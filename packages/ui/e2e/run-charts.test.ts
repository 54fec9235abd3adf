import type { Run } from '@tailrace/contract'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { available, expectQuiet, openApp } from './browser.ts'

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
    expectQuiet(page)
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
    await expect.poll(async () => (await asked(page)).filter((path) => path === 'metrics/history').length, { timeout: 8_000 }).toBe(2)
    await card(page, 'alone')
      .getByText(/^1,[0-9]{3} of 3,000 points/)
      .waitFor()
    expectQuiet(page)
  })
})
