import type { Experiment, LoggedModel } from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { available, expectAccessible, expectQuiet, openApp } from './browser.ts'

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
