import { describe, expect, test } from 'vitest'
import { available, expectAccessible, expectNoSideScroll, expectQuiet, openApp } from './browser.ts'
import { LANGUAGES, runShownCode } from './shown-code.ts'

describe.skipIf(!available)('an experiment without runs', async () => {
  if (!available) return
  const app = await openApp()
  const make = async (name: string): Promise<string> =>
    (await app.call<{ experiment_id: string }>('POST', '/api/2.0/mlflow/experiments/create', { name })).experiment_id

  for (const language of LANGUAGES)
    test(`the ${language} code logs into this experiment as it stands, and the table comes by itself`, async () => {
      const id = await make(`ada's "${language}" \\ try`)
      const page = await app.open(`/experiments/${id}`)
      await page.getByRole('heading', { name: 'Log a run' }).waitFor()
      await page.getByRole('status', { name: /Changes appear/ }).waitFor()
      await runShownCode(app, page, language)
      await page.getByRole('treegrid', { name: 'Runs' }).locator('[role=row][data-kind]').first().waitFor()
      const { runs } = await app.call<{ runs: object[] }>('POST', '/api/2.0/mlflow/runs/search', { experiment_ids: [id] })
      expect(runs).toHaveLength(1)
      expectQuiet(page)
    })

  test('about: the same code; not for an experiment in the trash, nor where a filter leaves nothing', async () => {
    const id = await make('short-lived')
    const page = await app.open(`/experiments/${id}`)
    const heading = page.getByRole('heading', { name: 'Log a run' })
    await heading.waitFor()
    await expectAccessible(page)
    await page.setViewportSize({ width: 420, height: 900 })
    await expectNoSideScroll(page)
    await page.goto(`${app.url}/#/experiments/${id}?q=${encodeURIComponent("params.a = '1'")}`)
    await page.getByText('No runs match this filter').waitFor()
    expect(await heading.count()).toBe(0)
    await page.goto(`${app.url}/#/experiments/${id}?tab=about`)
    await heading.waitFor()
    expect(await page.getByLabel('Python code').textContent()).toContain('mlflow.set_experiment("short-lived")')
    await page.getByRole('button', { name: 'Delete the experiment' }).click()
    await heading.waitFor({ state: 'hidden' })
    expectQuiet(page)
  })
})
