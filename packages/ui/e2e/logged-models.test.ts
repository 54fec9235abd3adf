import type { Experiment, LoggedModel, Run } from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { available, expectAccessible, expectNoSideScroll, expectQuiet, openApp } from './browser.ts'

describe.skipIf(!available)('logged models', async () => {
  if (!available) return
  const app = await openApp()
  const { experiments } = await app.call<{ experiments: Experiment[] }>('POST', '/api/2.0/mlflow/experiments/search', {
    max_results: 10,
    filter: "name = 'churn_v2'",
  })
  const id = experiments[0]?.experiment_id ?? ''
  const { models } = await app.call<{ models: LoggedModel[] }>('POST', '/api/2.0/mlflow/logged-models/search', { experiment_ids: [id] })
  const modelId = models[0]?.info.model_id ?? ''

  test('the list tells status, source run, versions, metrics and params', async () => {
    const page = await app.open(`/experiments/${id}/models`)
    const grid = page.getByRole('grid', { name: 'Logged models' })
    await grid.getByRole('link', { name: 'churn v3' }).waitFor()
    await grid.getByText('ready').first().waitFor()
    await grid.getByRole('link', { name: 'churn-3' }).first().waitFor()
    expect(await grid.getByRole('row').count()).toBe(models.length + 1)
    expectQuiet(page)
  })

  test('columns are chosen, in the address', async () => {
    const page = await app.open(`/experiments/${id}/models`)
    const heads = page.getByRole('grid', { name: 'Logged models' }).getByRole('columnheader')
    await heads.first().waitFor()
    const before = await heads.count()
    await page.getByRole('button', { name: 'Columns' }).click()
    const box = page.getByRole('checkbox').first()
    const was = await box.isChecked()
    await box.click()
    await page.waitForURL(/cols=/)
    expect(await heads.count()).toBe(was ? before - 1 : before + 1)
  })

  test('is sorted by the server and filtered by name and grammar; a mistake keeps the rows', async () => {
    const page = await app.open(`/experiments/${id}/models`)
    const rows = page.getByRole('grid', { name: 'Logged models' }).getByRole('row')
    await rows.nth(1).waitFor()
    await page.getByRole('button', { name: 'Created' }).click()
    await page.waitForURL(/sort=created/)
    await expect.poll(() => rows.nth(1).textContent()).toContain('churn v1')
    const box = page.getByRole('searchbox', { name: 'Search logged models' })
    await box.fill('metrics.nothing > ')
    await page
      .getByText(/Invalid|filter/i)
      .first()
      .waitFor()
    await rows.nth(1).waitFor()
    await box.fill('nothing-like-it')
    await page.getByText('No logged model matches').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await rows.nth(1).waitFor()
  })

  test('models stand below their source runs, which fold; in the address', async () => {
    const page = await app.open(`/experiments/${id}/models`)
    const grid = page.getByRole('grid', { name: 'Logged models' })
    await grid.getByRole('link', { name: 'churn v3' }).waitFor()
    await page.getByRole('switch', { name: 'Group by source run' }).click()
    await page.waitForURL(/group=run/)
    const head = grid.getByRole('row', { name: /churn-3 1 model/ })
    await head.getByRole('link', { name: 'churn-3' }).waitFor()
    expect(await grid.getByRole('row').count()).toBe(1 + 2 * models.length)
    await head.getByRole('button', { name: 'Models of churn-3', expanded: true }).click()
    await expect.poll(() => grid.getByRole('row').count()).toBe(2 * models.length)
    // Enter opens it again.
    await head.focus()
    await page.keyboard.press('Enter')
    await grid.getByRole('link', { name: 'churn v3' }).waitFor()
    await expectAccessible(page)
    await head.getByRole('link', { name: 'churn-3' }).click()
    await page.waitForURL(/\/runs\//)
    expectQuiet(page)
  })

  /** Models of an experiment of their own, with values of metrics as they travel. */
  const logged = async (experiment: string, values: Readonly<Record<string, Readonly<Record<string, number | string>>>>) => {
    const { experiment_id } = await app.call<{ experiment_id: string }>('POST', '/api/2.0/mlflow/experiments/create', { name: experiment })
    const { run } = await app.call<{ run: Run }>('POST', '/api/2.0/mlflow/runs/create', { experiment_id, run_name: 'trained-here' })
    const { run_id } = run.info
    for (const [name, metrics] of Object.entries(values)) {
      const made = await app.call<{ model: LoggedModel }>('POST', '/api/2.0/mlflow/logged-models', {
        experiment_id,
        name,
        source_run_id: run_id,
      })
      for (const [key, value] of Object.entries(metrics))
        await app.call('POST', '/api/2.0/mlflow/runs/log-metric', { run_id, model_id: made.model.info.model_id, key, value, timestamp: 1 })
    }
    return experiment_id
  }

  test('charts: bars of each metric lead to the models; what is infinite or missing is left out and reported', async () => {
    const experiment = await logged('bars', {
      low: { auc: 0.5, odd: '-Infinity' },
      high: { auc: 0.9 },
      wild: { auc: 'Infinity' },
      bare: {},
    })
    const page = await app.open(`/experiments/${experiment}/models`, { width: 420 })
    await page.getByRole('grid', { name: 'Logged models' }).waitFor()
    await page.getByText('Charts', { exact: true }).click()
    await page.waitForURL(/view=charts/)
    const card = page.getByRole('region', { name: 'auc', exact: true })
    await card.getByText('Left out: 1 with NaN or infinity, 1 without a value').waitFor()
    await page.getByRole('region', { name: 'odd' }).getByText('None of the models has a number for it.').waitFor()
    await card.getByRole('img', { name: 'Bars of auc, 2 models, from 0.9 of high to 0.5 of low' }).locator('canvas').waitFor()
    await expectNoSideScroll(page)
    await expectAccessible(page)
    await card.getByRole('button', { name: 'Table of auc' }).click()
    const names = card.getByRole('region', { name: 'Table of auc' }).getByRole('link')
    expect(await names.allTextContents()).toEqual(['high', 'low'])
    await names.first().press('Enter')
    await page.getByRole('heading', { level: 1, name: 'high' }).waitFor()
    await page.goBack()
    const { width = 0 } = (await card.locator('canvas').boundingBox()) ?? {}
    // The higher one of two bars.
    await card.locator('canvas').click({ position: { x: width / 2, y: 40 } })
    await page.getByRole('heading', { level: 1, name: 'high' }).waitFor()
    expectQuiet(page)
  })

  test('a model that is logged appears without a reload', async () => {
    const experiment_id = await logged('live-models', { first: {} })
    const page = await app.open(`/experiments/${experiment_id}/models`)
    await page.getByRole('link', { name: 'first' }).waitFor()
    await page.getByRole('status', { name: /Changes appear/ }).waitFor()
    await app.call('POST', '/api/2.0/mlflow/logged-models', { experiment_id, name: 'second' })
    await page.getByRole('link', { name: 'second' }).waitFor()
  })

  test('charts without a metric say so', async () => {
    const page = await app.open(`/experiments/${await logged('no-bars', { bare: {} })}/models?view=charts`)
    await page.getByText('No metric to draw').waitFor()
    await expectAccessible(page)
    expectQuiet(page)
  })

  test('one is described, tagged and registered', async () => {
    const page = await app.open(`/experiments/${id}/models/${modelId}`)
    await page.getByRole('heading', { level: 2, name: /^Metrics/ }).waitFor()
    await page.getByRole('button', { name: 'Edit the description' }).click()
    await page.getByRole('textbox', { name: 'Description in Markdown' }).fill('A **good** one')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('strong', { hasText: 'good' }).waitFor()
    await page.getByRole('button', { name: 'Tag', exact: true }).click()
    await page.getByRole('textbox', { name: 'Key' }).fill('kept')
    await page.getByRole('textbox', { name: 'Value' }).fill('yes')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Remove the tag kept' }).waitFor()
    await page.getByRole('button', { name: 'Register', exact: true }).click()
    await page.getByLabel('Registered model').first().fill('from-logged')
    await page.getByRole('button', { name: 'Create and register' }).click()
    await page.getByRole('link', { name: 'from-logged version 1' }).waitFor()
    expectQuiet(page)
  })

  test('one shows its files at an address', async () => {
    const page = await app.open(`/experiments/${id}/models/${modelId}/artifacts`)
    await page.getByText('MLmodel').first().click()
    await page.waitForURL(/path=MLmodel/)
  })

  test('one that is gone is a page that says so', async () => {
    const page = await app.open(`/experiments/${id}/models/m-${'0'.repeat(32)}`)
    await page.getByText('There is no such logged model').waitFor()
    await page.getByRole('button', { name: 'Models of the experiment' }).click()
    await page.waitForURL(new RegExp(`/experiments/${id}/models$`))
  })
})
