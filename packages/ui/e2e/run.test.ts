import type { Experiment, LoggedModel, Run } from '@tailrace/contract'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { type App, available, expectAccessible, expectNoSideScroll, expectQuiet, openApp } from './browser.ts'

async function runsOf(app: App, name: string): Promise<Run[]> {
  const { experiments } = await app.call<{ experiments: Experiment[] }>('POST', '/api/2.0/mlflow/experiments/search', { max_results: 100 })
  const id = experiments.find((each) => each.name === name)?.experiment_id
  return (await app.call<{ runs: Run[] }>('POST', '/api/2.0/mlflow/runs/search', { experiment_ids: [id], max_results: 100 })).runs
}

const runNamed = (runs: readonly Run[], name: string): Run => {
  const found = runs.find(({ info }) => info.run_name === name)
  if (!found) throw new Error(`there is no run ${name}`)
  return found
}

const pathOf = ({ info }: Run, tab = ''): string => `/experiments/${info.experiment_id}/runs/${info.run_id}${tab && `/${tab}`}`
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

/** How long a poll may take: as long as other waits. */
const SOON = { timeout: 30_000 }

describe.skipIf(!available)('the run page', async () => {
  if (!available) return
  const app = await openApp()
  const iris = await runsOf(app, 'iris_classification')
  const files = await runsOf(app, 'artifacts')
  const churn = await runsOf(app, 'churn_v2')
  const nested = await runsOf(app, 'vision/segmentation')
  const [one, two, three] = iris.slice(1, 4)
  if (!one || !two || !three) throw new Error('there are forty runs')
  const odd = runNamed(files, 'every-file')

  test('shows status, user, params as a tree, metrics with their extremes, datasets', async () => {
    const page = await app.open(pathOf(one))
    await heading(page, one.info.run_name ?? '')
    const strip = page.getByRole('group', { name: 'Summary' })
    await strip.getByText('finished').waitFor()
    await strip.getByText('data-science').waitFor()
    const params = page.getByRole('table', { name: 'Params' })
    const folder = params.getByRole('button', { name: 'optimizer.' })
    await params.getByRole('cell', { name: 'beta1' }).waitFor()
    await folder.click()
    expect(await folder.getAttribute('aria-expanded')).toBe('false')
    expect(await params.getByRole('cell', { name: 'beta1' }).count()).toBe(0)
    const values = page
      .getByRole('table', { name: 'Metrics' })
      .getByRole('row', { name: /^val_loss/ })
      .getByRole('cell')
    await expect.poll(async () => (await values.allTextContents()).filter((text) => text !== '').length, SOON).toBe(5)
    const [latest = NaN, least = NaN, most = NaN] = (await values.allTextContents()).slice(1).map(Number)
    expect(least).toBeLessThanOrEqual(latest)
    expect(most).toBeGreaterThan(least)
    // What the machine measured is a group of its own, without the prefix that all of its names have.
    const machine = page.getByRole('table', { name: 'System' })
    const cpu = machine.getByTitle('system/cpu_utilization_percentage', { exact: true })
    expect(await cpu.textContent()).toBe('cpu_utilization_percentage')
    expect(await page.getByRole('table', { name: 'Metrics' }).getByText('system/').count()).toBe(0)
    const dataset = page.getByRole('group').filter({ hasText: 'training' }).last()
    await dataset.getByText('iris').first().click()
    await page.getByRole('table', { name: 'Schema of iris' }).getByText('petal length (cm)').waitFor()
    await page.getByText('https://example.org/iris.csv').waitFor()
    expectQuiet(page)
  })

  test('searches params and metrics', async () => {
    const page = await app.open(pathOf(one))
    await page.getByRole('textbox', { name: 'Search params' }).fill('optim')
    await expect.poll(() => page.getByRole('table', { name: 'Params' }).getByRole('row').count(), SOON).toBe(4)
    await page.getByRole('textbox', { name: 'Search metrics' }).fill('no such')
    await page.getByText('No metric holds').waitFor()
  })

  test('a metric leads to its chart', async () => {
    const page = await app.open(pathOf(one))
    await page.getByRole('table', { name: 'Metrics' }).getByRole('link', { name: 'val_loss' }).click()
    await page.waitForURL(/#\/metric\/val_loss\?/)
  })

  test('a metric of a logged model leads to the model, and names its dataset', async () => {
    const { run } = await app.call<{ run: Run }>('POST', '/api/2.0/mlflow/runs/create', { experiment_id: '0', run_name: 'evaluated' })
    const { run_id } = run.info
    const { model } = await app.call<{ model: LoggedModel }>('POST', '/api/2.0/mlflow/logged-models', {
      experiment_id: '0',
      name: 'judged',
    })
    const { model_id } = model.info
    await app.call('POST', '/api/2.0/mlflow/runs/outputs', { run_id, models: [{ model_id, step: 0 }] })
    const log = (metric: object) => app.call('POST', '/api/2.0/mlflow/runs/log-metric', { run_id, timestamp: 1, value: 0.5, ...metric })
    await log({ key: 'loss' })
    await log({ key: 'auc', model_id })
    const page = await app.open(pathOf(run), { width: 420 })
    const table = page.getByRole('table', { name: 'Metrics' })
    const heads = table.getByRole('columnheader')
    await table.getByRole('link', { name: 'judged' }).waitFor()
    // No metric names a dataset yet.
    expect(await heads.allTextContents()).toEqual(['Metric', 'Latest', 'Min', 'Max', 'Step', 'Model'])
    await log({ key: 'f1', model_id, dataset_name: 'holdout', dataset_digest: 'ab12' })
    await page.reload()
    const cells = table.getByRole('row', { name: /^f1/ }).getByRole('cell')
    await expect.poll(async () => (await cells.allTextContents()).slice(5), SOON).toEqual(['judged', 'holdout'])
    expect((await table.getByRole('row', { name: /^loss/ }).getByRole('cell').allTextContents()).slice(5)).toEqual(['', ''])
    expect(await cells.getByText('holdout').getAttribute('title')).toBe('holdout ab12')
    await expectNoSideScroll(page)
    await expectAccessible(page)
    await cells.getByRole('link', { name: 'judged' }).click()
    await heading(page, 'judged')
    expectQuiet(page)
  })

  test('metrics without a model have no columns for one', async () => {
    const page = await app.open(pathOf(one))
    const heads = page.getByRole('table', { name: 'Metrics' }).getByRole('columnheader')
    await heads.first().waitFor()
    expect(await heads.allTextContents()).toEqual(['Metric', 'Latest', 'Min', 'Max', 'Step'])
  })

  test('values of thousands of characters, other scripts, NaN and infinities are readable', async () => {
    const page = await app.open(pathOf(odd))
    const params = page.getByRole('table', { name: 'Params' })
    await params.getByText('値 ünïcode').waitFor()
    await params.getByRole('button', { name: /of long$/ }).click()
    expect((await params.textContent())?.includes('y'.repeat(5000))).toBe(true)
    const metrics = page.getByRole('table', { name: 'Metrics' })
    expect(
      await metrics
        .getByRole('row', { name: /^minus/ })
        .getByRole('cell')
        .nth(1)
        .textContent(),
    ).toBe('-Infinity')
    expect(await metrics.getByRole('row', { name: /^nan/ }).getByRole('cell').nth(1).textContent()).toBe('NaN')
    await expectNoSideScroll(page)
    expectQuiet(page)
  })

  test('a run without anything says so', async () => {
    const page = await app.open(pathOf(runNamed(files, 'nothing-at-all')))
    await page.getByText('No metric was logged.').waitFor()
    await page.getByText('No params were logged.').waitFor()
    for (const [tab, words] of [
      ['Charts', 'No metrics'],
      ['System', 'No system metrics'],
      ['Files', 'No files'],
      ['Models', 'neither made nor used'],
      ['Lineage', 'stands alone'],
    ] as const) {
      await page.getByRole('navigation', { name: 'Parts of the run' }).getByRole('link', { name: tab }).click()
      await page.getByText(words).first().waitFor()
    }
    expectQuiet(page)
  })

  test('n writes the description; what was typed stays when the server refuses', async () => {
    const page = await app.open(pathOf(two))
    await heading(page, two.info.run_name ?? '')
    await page.keyboard.press('n')
    const box = page.getByRole('textbox', { name: 'Description in Markdown' })
    await box.fill('A *good* one')
    await page.route('**/runs/set-tag', (route) =>
      route.fulfill({ status: 400, json: { error_code: 'INVALID_PARAMETER_VALUE', message: 'not today' } }),
    )
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('not today').waitFor()
    expect(await box.inputValue()).toBe('A *good* one')
    await page.unroute('**/runs/set-tag')
    await box.press('Control+Enter')
    await page.locator('em', { hasText: 'good' }).waitFor()
  })

  test('t sets a tag, its cross takes it away, u brings it back', async () => {
    const page = await app.open(pathOf(two))
    await heading(page, two.info.run_name ?? '')
    await page.keyboard.press('t')
    await page.getByRole('textbox', { name: 'Key' }).fill('color')
    await page.getByRole('textbox', { name: 'Value' }).fill('blue')
    await page.keyboard.press('Enter')
    const strip = page.getByRole('group', { name: 'Summary' })
    await strip.getByText('blue').waitFor()
    await strip.getByRole('button', { name: 'Remove the tag color' }).click()
    await strip.getByText('blue').waitFor({ state: 'hidden' })
    await page.getByText('Removed the tag color').waitFor()
    await page.keyboard.press('u')
    await strip.getByText('blue').waitFor()
    expectQuiet(page)
  })

  test('renames in place, and undoes it', async () => {
    const page = await app.open(pathOf(three))
    await page.getByRole('button', { name: 'More actions on this run' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    const box = page.getByRole('textbox', { name: 'Name of the run' })
    await box.fill('renamed run')
    await box.press('Enter')
    await heading(page, 'renamed run')
    await page.getByRole('button', { name: 'Undo' }).first().click()
    await heading(page, three.info.run_name ?? '')
  })

  test('deletes, undoes, deletes and restores', async () => {
    const page = await app.open(pathOf(three))
    const more = page.getByRole('button', { name: 'More actions on this run' })
    await more.click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    const note = page.getByText('This run is in the trash.')
    await note.waitFor()
    await page.getByRole('button', { name: 'Undo' }).first().click()
    await note.waitFor({ state: 'hidden' })
    await page.keyboard.press('Delete')
    await note.waitFor()
    await page.getByRole('button', { name: 'Restore' }).click()
    await note.waitFor({ state: 'hidden' })
    expectQuiet(page)
  })

  test('[ and ] step through the list that one came from, and keep the tab', async () => {
    const page = await app.open('/settings')
    const rows = [two, three, one].map(({ info }) => [info.run_id, info.experiment_id])
    await page.evaluate((list) => sessionStorage.setItem('tailrace.run-list', JSON.stringify(list)), rows)
    await page.goto(`${app.url}/#${pathOf(three, 'system-metrics')}`)
    await expect.poll(() => page.getByRole('button', { name: 'Next run' }).isEnabled(), SOON).toBe(true)
    await page.keyboard.press(']')
    await page.waitForURL(new RegExp(`${one.info.run_id}/system-metrics$`))
    await heading(page, one.info.run_name ?? '')
    await expect.poll(() => page.getByRole('button', { name: 'Previous run' }).isEnabled(), SOON).toBe(true)
    expect(await page.getByRole('button', { name: 'Next run' }).isEnabled()).toBe(false)
    await page.keyboard.press('[')
    await heading(page, three.info.run_name ?? '')
    await expect.poll(() => page.getByRole('button', { name: 'Previous run' }).isEnabled(), SOON).toBe(true)
    await page.keyboard.press('[')
    await heading(page, two.info.run_name ?? '')
  })

  test('without a list, the runs of the experiment are stepped through', async () => {
    const page = await app.open(pathOf(two))
    await expect.poll(() => page.getByRole('button', { name: 'Next run' }).isEnabled(), SOON).toBe(true)
    await page.getByRole('button', { name: 'Next run' }).click()
    await heading(page, three.info.run_name ?? '')
  })

  test('parent and child runs lead to each other', async () => {
    const parent = runNamed(nested, 'study-1')
    const page = await app.open(pathOf(parent))
    await page.getByRole('heading', { name: 'Child runs 8' }).waitFor()
    await page.getByRole('link', { name: 'trial-3' }).click()
    await heading(page, 'trial-3')
    await page.getByRole('group', { name: 'Summary' }).getByRole('link', { name: 'study-1' }).click()
    await heading(page, 'study-1')
    expectQuiet(page)
  })

  test('/runs/:id, old addresses and an address with the wrong experiment open the run', async () => {
    const id = odd.info.run_id
    for (const [path, end] of [
      [`/runs/${id}`, `/runs/${id}`],
      [`/experiments/0/runs/${id}`, `/runs/${id}`],
      [`/experiments/0/runs/${id}/artifacts/docs/report.md`, `/runs/${id}/artifacts/docs/report.md`],
      [pathOf(odd, 'artifactPath/docs'), `/artifactPath/docs`],
    ] as const) {
      const page = await app.open(path)
      await heading(page, 'every-file')
      await page.waitForURL((url) => url.hash.startsWith(`#/experiments/${odd.info.experiment_id}/`) && url.hash.endsWith(end))
    }
  })

  test('a run that is gone: a page that says so and where to go', async () => {
    const page = await app.open(`/experiments/${one.info.experiment_id}/runs/${'0'.repeat(32)}`)
    await page.getByText('Run not found').waitFor()
    await page.getByRole('link', { name: 'Runs of the experiment' }).click()
    await page.waitForURL(new RegExp(`#/experiments/${one.info.experiment_id}$`))
  })

  test('logged models, versions and the picture of the lineage link to each other', async () => {
    const run = runNamed(churn, 'churn-3')
    const page = await app.open(pathOf(run, 'models'))
    const table = page.getByRole('table', { name: 'Logged models' })
    await table.getByRole('link', { name: 'churn v3' }).waitFor()
    await page.getByRole('link', { name: 'Lineage' }).click()
    const picture = page.getByRole('group', { name: 'Lineage', exact: true })
    await picture.getByRole('link').filter({ hasText: 'churn v3' }).filter({ hasText: 'Staging' }).waitFor()
    await picture.getByRole('link').filter({ hasText: 'logged model' }).click()
    await page.waitForURL(/\/models\/m-/)
    expectQuiet(page)
  })

  test('registers a logged model under a new name', async () => {
    const page = await app.open(pathOf(runNamed(churn, 'churn-2')))
    await page.getByRole('button', { name: 'Register model' }).click()
    await page.getByRole('combobox', { name: 'Registered model' }).fill('from-the-run')
    await page.getByRole('button', { name: 'Create and register' }).click()
    await page.getByText('Registered from-the-run v1').waitFor()
    await page.getByRole('heading', { name: 'Registered models 2' }).waitFor()
    expectQuiet(page)
  })

  test('a metric that is logged appears without reload', async () => {
    const page = await app.open(pathOf(two))
    await page.getByRole('table', { name: 'Metrics' }).waitFor()
    await page.getByRole('status', { name: /Changes appear/ }).waitFor()
    await app.call('POST', '/api/2.0/mlflow/runs/log-metric', { run_id: two.info.run_id, key: 'fresh', value: 0.5, timestamp: 1, step: 0 })
    await page.getByRole('table', { name: 'Metrics' }).getByRole('link', { name: 'fresh' }).waitFor()
  })
})
