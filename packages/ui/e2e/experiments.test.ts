import type { Experiment } from '@tailrace/contract'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { type App, available, expectAccessible, expectNoSideScroll, expectQuiet, openApp } from './browser.ts'

const list = (page: Page): Locator => page.getByRole('grid', { name: 'Experiments' })
const row = (page: Page, name: string): Locator =>
  list(page)
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name, exact: true }) })

async function opened(app: App, path = '/experiments', options?: Parameters<App['open']>[1]): Promise<Page> {
  const page = await app.open(path, options)
  await list(page).getByRole('row').nth(1).waitFor()
  return page
}

describe.skipIf(!available)('the list of experiments', async () => {
  if (!available) return
  const app = await openApp()
  const api = <Answer>(path: string, body: object): Promise<Answer> => app.call<Answer>('POST', `/api/2.0/mlflow/experiments/${path}`, body)
  const make = async (name: string): Promise<string> => (await api<{ experiment_id: string }>('create', { name })).experiment_id
  const stageOf = async (id: string): Promise<string> =>
    (await app.call<{ experiment: Experiment }>('GET', `/api/2.0/mlflow/experiments/get?experiment_id=${id}`)).experiment.lifecycle_stage

  test('shows runs, last activity, best of the primary metric and owner', async () => {
    const page = await opened(app)
    await row(page, 'iris_classification')
      .getByText(/^accuracy|^f1_score|loss/)
      .first()
      .waitFor()
    const text = await row(page, 'iris_classification').textContent()
    expect(text).toMatch(/4\d/)
    expect(text).toContain('data-science')
    expectQuiet(page)
  })

  test('is searched by name, by the grammar, and a mistake keeps the rows', async () => {
    const page = await opened(app)
    const box = page.getByRole('searchbox', { name: 'Search experiments' })
    await page.keyboard.press('/')
    await page.keyboard.type('IRIS')
    await row(page, 'churn_v2').waitFor({ state: 'hidden' })
    await row(page, 'iris_classification').waitFor()
    expect(page.url()).toContain('q=IRIS')
    await box.fill("tags.team = 'data-science'")
    await row(page, 'iris_classification').waitFor()
    await box.fill('name ==')
    await page
      .getByText(/Invalid|unexpected|Expected|filter/i)
      .first()
      .waitFor()
    await page.goBack()
    await row(page, 'iris_classification').waitFor()
    // Signs of patterns stand for themselves, quotes need no care.
    await box.fill('iris%class')
    await page.getByText('No experiment matches').waitFor()
    await box.fill('iris_class')
    await row(page, 'iris_classification').waitFor()
    await box.fill(`it's "50 %"`)
    await page.getByText('No experiment matches').waitFor()
    await page.getByRole('button', { name: 'Show all experiments' }).click()
    await row(page, 'churn_v2').waitFor()
  })

  test('a tag in a row filters by it', async () => {
    const page = await opened(app)
    await row(page, 'iris_classification').getByRole('button', { name: /team/ }).click()
    await row(page, 'churn_v2').waitFor({ state: 'hidden' })
    expect(decodeURIComponent(page.url())).toContain('tag=team=data-science')
    expect(await page.getByRole('searchbox', { name: 'Filter by tag' }).inputValue()).toBe('team=data-science')
  })

  test('makes one with a name and a place, and keeps what was typed when the name is taken', async () => {
    const page = await opened(app)
    await page.getByRole('button', { name: 'New experiment' }).click()
    const name = page.getByRole('textbox', { name: 'Name' })
    await name.fill('iris_classification')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText(/already exists/).waitFor()
    expect(await name.inputValue()).toBe('iris_classification')
    await name.fill('made/here 日本')
    await page.getByRole('textbox', { name: 'Artifact location' }).fill('mlflow-artifacts:/made-here')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.waitForURL(/#\/experiments\/\d+$/)
    const id = /experiments\/(\d+)/.exec(page.url())?.[1] ?? ''
    const { experiment } = await app.call<{ experiment: Experiment }>('GET', `/api/2.0/mlflow/experiments/get?experiment_id=${id}`)
    expect([experiment.name, experiment.artifact_location]).toEqual(['made/here 日本', 'mlflow-artifacts:/made-here'])
  })

  test('the inspector renames, describes, tags, and each can be undone', async () => {
    const id = await make('to-be-changed')
    const page = await opened(app, '/experiments?view=list')
    await row(page, 'to-be-changed').focus()
    await page.keyboard.press('Space')
    const side = page.getByRole('complementary', { name: 'Inspector' })
    await side.getByRole('button', { name: 'Rename' }).click()
    await side.getByRole('textbox', { name: 'New name' }).fill('changed')
    await page.keyboard.press('Enter')
    await row(page, 'changed').waitFor()
    await side.getByRole('button', { name: 'Edit' }).click()
    await side.getByRole('textbox', { name: 'Description in Markdown' }).fill('**Bold** words')
    await side.getByRole('button', { name: 'Save' }).click()
    await side.locator('strong', { hasText: 'Bold' }).waitFor()
    await side.getByRole('button', { name: 'Tag', exact: true }).click()
    await page.getByRole('textbox', { name: 'Key' }).fill('stage')
    await page.getByRole('textbox', { name: 'Value' }).fill('try')
    await page.keyboard.press('Enter')
    await side.getByRole('button', { name: 'Remove the tag stage' }).click()
    await page.getByText('Removed tag "stage" from changed').waitFor()
    await side.getByText('try').waitFor({ state: 'hidden' })
    await page.keyboard.press('u')
    await side.getByText('try').waitFor()
    const { experiment } = await app.call<{ experiment: Experiment }>('GET', `/api/2.0/mlflow/experiments/get?experiment_id=${id}`)
    expect(experiment.name).toBe('changed')
    expect(experiment.tags?.map(({ key, value }) => `${key}=${value}`).toSorted()).toEqual([
      'mlflow.note.content=**Bold** words',
      'stage=try',
    ])
  })

  test('several are deleted at once and come back by Undo', async () => {
    const ids = [await make('bulk-1'), await make('bulk-2')]
    const page = await opened(app, '/experiments?view=list')
    await page.getByRole('checkbox', { name: 'Select bulk-1' }).check()
    await page.getByRole('checkbox', { name: 'Select bulk-2' }).check()
    await page.getByText('2 selected').waitFor()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await row(page, 'bulk-1').waitFor({ state: 'hidden' })
    expect(await Promise.all(ids.map(stageOf))).toEqual(['deleted', 'deleted'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await row(page, 'bulk-1').waitFor()
    await row(page, 'bulk-2').waitFor()
    expect(await Promise.all(ids.map(stageOf))).toEqual(['active', 'active'])
  })

  test('runs of several are opened together', async () => {
    const page = await opened(app)
    await page.getByRole('checkbox', { name: 'Select iris_classification' }).check()
    await page.getByRole('checkbox', { name: 'Select churn_v2' }).check()
    await page.getByRole('button', { name: 'Open runs' }).click()
    await page.waitForURL(/compare-experiments/)
    expect(decodeURIComponent(page.url())).toMatch(/experiments=\["\d+","\d+"\]/)
  })

  test('folders of the tree fold, and the list can be flat', async () => {
    const page = await opened(app)
    const folder = list(page).getByRole('button', { name: 'vision', exact: true })
    await row(page, 'segmentation').waitFor()
    // Its icon is drawn anew while the click is on its way.
    await folder.locator('svg').click()
    await row(page, 'segmentation').waitFor({ state: 'hidden' })
    expect(await folder.getAttribute('aria-expanded')).toBe('false')
    await page.getByText('List', { exact: true }).click()
    await row(page, 'vision/segmentation').waitFor()
    expect(page.url()).toContain('view=list')
  })

  test('heads sort, and the order stands in the address', async () => {
    const page = await opened(app, '/experiments?view=list')
    await page.getByRole('button', { name: 'Name', exact: true }).click()
    await page.waitForURL(/sort=name/)
    const names = await list(page).getByRole('row').locator('td:nth-child(2) a').allTextContents()
    expect(names).toEqual(names.toSorted(new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare))
    expect(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending')
  })

  test('works by keyboard alone: two Tab stops, j, p, x, Delete, u, Enter', async () => {
    const id = await make('by-keyboard')
    const page = await opened(app, '/experiments?view=list&q=by-keyboard')
    await row(page, 'churn_v2').waitFor({ state: 'hidden' })
    expect(await list(page).locator('[tabindex="0"], input:not([tabindex="-1"])').count()).toBe(2)
    await page.keyboard.press('j')
    await page.locator('tr:focus').waitFor()
    await page.keyboard.press('p')
    await page.getByRole('button', { name: 'Pin by-keyboard to home', pressed: true }).waitFor()
    await page.keyboard.press('x')
    await page.getByText('1 selected').waitFor()
    await page.keyboard.press('Delete')
    await page.getByText('No experiment matches').waitFor()
    await page.getByText('Moved by-keyboard to the trash').waitFor()
    await page.keyboard.press('u')
    await row(page, 'by-keyboard').waitFor()
    await page.keyboard.press('j')
    await page.locator('tr:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`#/experiments/${id}$`))
  })

  test('what was done is confirmed also where frames come later than the code of the toast', async () => {
    await make('slow-frames')
    const page = await opened(app, '/experiments?view=list&q=slow-frames')
    await row(page, 'slow-frames').getByRole('checkbox').check()
    await page.evaluate(() => {
      const later = globalThis.setTimeout
      const late = (run: () => void, ms?: number): number => later(run, Math.max(ms ?? 0, 1000)) as unknown as number
      globalThis.setTimeout = late as typeof setTimeout
      globalThis.requestAnimationFrame = (run) => late(() => run(performance.now()))
    })
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByText('Moved slow-frames to the trash').waitFor()
  })

  test('an experiment that a client makes appears without a reload', async () => {
    const page = await opened(app, '/experiments?view=list')
    await page.getByRole('status', { name: /Changes appear/ }).waitFor()
    await make('from-elsewhere')
    await row(page, 'from-elsewhere').waitFor()
  })

  test('has no violation of accessibility with a selection and the inspector', async () => {
    const page = await opened(app, '/experiments')
    await row(page, 'iris_classification').locator('input').check()
    await row(page, 'iris_classification').focus()
    await page.keyboard.press('i')
    await page.getByRole('complementary', { name: 'Inspector' }).getByText('Artifacts', { exact: true }).waitFor()
    await expectAccessible(page)
    expectQuiet(page)
  })

  test('at 420 px the list scrolls inside the page', async () => {
    const page = await opened(app, '/experiments', { width: 420 })
    await expectNoSideScroll(page)
  })
})
