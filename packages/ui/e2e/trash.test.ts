import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { available, expectAccessible, expectNoSideScroll, expectQuiet, openApp } from './browser.ts'

describe.skipIf(!available)('the trash', async () => {
  if (!available) return
  const app = await openApp()
  const api = <Answer>(path: string, body: object): Promise<Answer> => app.call<Answer>('POST', `/api/2.0/mlflow/${path}`, body)
  const experiments = (page: Page): Locator => page.getByRole('grid', { name: 'Deleted experiments' })
  const runs = (page: Page): Locator => page.getByRole('grid', { name: 'Deleted runs' })
  const trashRun = async (name: string, experiment_id = '0'): Promise<string> => {
    const { run } = await api<{ run: { info: { run_id: string } } }>('runs/create', {
      experiment_id,
      run_name: name,
      start_time: Date.now(),
    })
    await api('runs/delete', { run_id: run.info.run_id })
    return run.info.run_id
  }

  test('an experiment is restored, and Undo puts it back', async () => {
    const page = await app.open('/trash')
    await experiments(page).getByText('old-idea').waitFor()
    await page.getByRole('checkbox', { name: 'Select old-idea' }).check()
    await page.getByRole('button', { name: 'Restore 1' }).click()
    await experiments(page).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await experiments(page).getByText('old-idea').waitFor()
    expectQuiet(page)
  })

  test('runs are restored by keyboard, all that are selected', async () => {
    const ids = [await trashRun('gone-1'), await trashRun('gone-2')]
    const page = await app.open('/trash?view=runs')
    await page.getByRole('checkbox', { name: 'Select gone-1' }).check()
    await page.getByRole('checkbox', { name: 'Select gone-2' }).check()
    await page.keyboard.press('j')
    await page.locator('tr:focus').waitFor()
    await page.keyboard.press('r')
    await page.getByText('Restored 2 runs').waitFor()
    for (const id of ids) {
      const { run } = await app.call<{ run: { info: { lifecycle_stage: string } } }>('GET', `/api/2.0/mlflow/runs/get?run_id=${id}`)
      expect(run.info.lifecycle_stage).toBe('active')
    }
  })

  test('runs are filtered by experiment, in the address', async () => {
    await trashRun('gone-3')
    const { experiment_id } = await api<{ experiment_id: string }>('experiments/create', { name: 'another' })
    await trashRun('gone-4', experiment_id)
    const page = await app.open('/trash?view=runs')
    await runs(page).getByText('gone-3').waitFor()
    await page
      .getByRole('combobox', { name: 'Experiment' })
      .or(page.getByRole('textbox', { name: 'Experiment' }))
      .first()
      .click()
    await page.getByRole('option', { name: 'another' }).click()
    await runs(page).getByText('gone-3').waitFor({ state: 'hidden' })
    await runs(page).getByText('gone-4').waitFor()
    expect(page.url()).toContain(`experiment=${experiment_id}`)
  })

  test('runs are deleted for good after a question that names count and bytes', async () => {
    const run_id = await trashRun('gone-5')
    const upload = `${app.url}/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${run_id}&path=a.json`
    expect((await fetch(upload, { method: 'POST', body: '{"a":1}' })).status).toBe(200)
    const page = await app.open('/trash?view=runs')
    await page.getByRole('checkbox', { name: 'Select gone-5' }).check()
    await page.getByRole('button', { name: 'Delete 1 for good' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete 1 run for good?' })
    await dialog.getByText('1 run and 1 file (7 B) will be gone').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Delete 1 for good' }).click()
    await dialog.getByRole('button', { name: 'Delete 1 run for good' }).click()
    await page.getByText('Deleted 1 run for good').waitFor()
    await runs(page).getByText('gone-5').waitFor({ state: 'hidden' })
    await expect(app.call('GET', `/api/2.0/mlflow/runs/get?run_id=${run_id}`)).rejects.toThrow()
    expectQuiet(page)
  })

  test('an experiment is deleted for good, and its name can be used again', async () => {
    const { experiment_id } = await api<{ experiment_id: string }>('experiments/create', { name: 'no-more' })
    await trashRun('inside', experiment_id)
    await api('experiments/delete', { experiment_id })
    const page = await app.open('/trash')
    await page.getByRole('checkbox', { name: 'Select no-more' }).check()
    await page.getByRole('button', { name: 'Delete 1 for good' }).click()
    await page.getByText('1 experiment with 1 run and 0 logged models and no files will be gone').waitFor()
    await page.getByRole('button', { name: 'Delete 1 experiment for good' }).click()
    await page.getByText('Deleted 1 experiment for good').waitFor()
    await experiments(page).getByText('no-more').waitFor({ state: 'hidden' })
    await api('experiments/create', { name: 'no-more' })
  })

  test('says which command purges', async () => {
    const page = await app.open('/trash')
    await page.getByText('tailrace gc').waitFor()
  })

  test('has no violation of accessibility with something in it', async () => {
    const page = await app.open('/trash')
    await experiments(page).getByText('old-idea').waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Runs' }).last().click()
    await runs(page).getByRole('row').nth(1).waitFor()
    await expectAccessible(page)
  })

  test('at 420 px the lists scroll inside the page', async () => {
    const page = await app.open('/trash?view=runs', { width: 420 })
    await runs(page).getByRole('row').nth(1).waitFor()
    await expectNoSideScroll(page)
  })
})
