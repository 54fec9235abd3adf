import type { ModelVersion, RegisteredModel } from '@tailrace/contract'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { available, expectQuiet, openApp } from './browser.ts'

describe.skipIf(!available)('the registry', async () => {
  if (!available) return
  const app = await openApp()
  const post = <Answer>(path: string, body: object): Promise<Answer> => app.call<Answer>('POST', `/api/2.0/mlflow/${path}`, body)
  const model = async (name: string): Promise<RegisteredModel> =>
    (await app.call<{ registered_model: RegisteredModel }>('GET', `/api/2.0/mlflow/registered-models/get?name=${encodeURIComponent(name)}`))
      .registered_model
  const version = async (name: string, number: string): Promise<ModelVersion> =>
    (
      await app.call<{ model_version: ModelVersion }>(
        'GET',
        `/api/2.0/mlflow/model-versions/get?name=${encodeURIComponent(name)}&version=${number}`,
      )
    ).model_version
  const aliases = async (name: string): Promise<string[]> =>
    ((await model(name)).aliases ?? []).map(({ alias, version: of }) => `${alias} ${of}`).toSorted()
  /** A model of its own for a test that changes it, with versions that are copies of `churn`'s. */
  const copy = async (name: string, versions = 3): Promise<void> => {
    await post('registered-models/create', { name })
    for (let n = 1; n <= versions; n++) {
      const { source, run_id } = await version('churn', String(n))
      await post('model-versions/create', { name, source, run_id, model_id: source.replace('models:/', '') })
    }
  }
  const grid = (page: Page, name: string): Locator => page.getByRole('grid', { name })
  const card = (page: Page, number: number): Locator => page.locator(`[data-version="${number}"]`)
  const lane = (page: Page, stage: string): Locator => page.getByRole('region', { name: stage })

  describe('the list of models', () => {
    test('shows aliases, stages and the latest version; prompts are none', async () => {
      await post('registered-models/create', { name: 'a-prompt', tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] })
      const page = await app.open('/models')
      const churn = grid(page, 'Models')
        .getByRole('row')
        .filter({ has: page.getByRole('link', { name: 'churn', exact: true }) })
      const text = (await churn.textContent()) ?? ''
      for (const part of ['v3', 'championv2', 'challengerv3', 'Productionv2', 'Stagingv3', 'growth'])
        expect(text.replaceAll(' ', '')).toContain(part)
      expect(await page.getByText('a-prompt').count()).toBe(0)
      expectQuiet(page)
    })

    test('is searched by name and by the grammar, and a mistake keeps the rows', async () => {
      const page = await app.open('/models')
      const box = page.getByRole('searchbox', { name: 'Search models' })
      const [churn, fraud] = [page.getByRole('link', { name: 'churn', exact: true }), page.getByRole('link', { name: 'fraud eu' })]
      await churn.waitFor()
      await box.fill('FRAUD')
      await churn.waitFor({ state: 'hidden' })
      await fraud.waitFor()
      await box.fill("tags.owner = 'growth'")
      await fraud.waitFor({ state: 'hidden' })
      await churn.waitFor()
      await box.fill('name ==')
      await page
        .getByText(/Invalid|unexpected|filter/i)
        .first()
        .waitFor()
      await churn.waitFor()
    })

    test('sorts by name, in the address', async () => {
      const page = await app.open('/models')
      await page.getByRole('button', { name: 'Name', exact: true }).click()
      await page.waitForURL(/sort=name/)
      await expect
        .poll(() => grid(page, 'Models').locator('td:first-child a').allTextContents())
        .toEqual(expect.arrayContaining(['churn', 'fraud eu']))
      expect(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending')
    })

    test('makes one, also at the old address, and says why when the name is taken', async () => {
      const page = await app.open('/createModel')
      const name = page.getByRole('textbox', { name: 'Name' })
      await name.fill('churn')
      await page.getByRole('button', { name: 'Create', exact: true }).click()
      await page.getByText(/already exists/).waitFor()
      await name.fill('brand new')
      await page.getByRole('textbox', { name: 'Description' }).fill('# Hello')
      await page.getByRole('button', { name: 'Create', exact: true }).click()
      await page.waitForURL(/#\/models\/brand%20new$/)
      await page.getByText('No versions yet').waitFor()
      expect((await model('brand new')).description).toBe('# Hello')
    })
  })

  describe('a model', () => {
    test('is described and tagged, and a tag comes back by Undo', async () => {
      await copy('described', 1)
      const page = await app.open('/models/described')
      await page.getByText('v1').first().waitFor()
      await page.keyboard.press('n')
      await page.getByRole('textbox', { name: 'Description in Markdown' }).fill('Leaves *soon*')
      await page.keyboard.press('Control+Enter')
      await page.locator('em', { hasText: 'soon' }).waitFor()
      await page.getByRole('button', { name: 'Tag', exact: true }).click()
      await page.getByRole('textbox', { name: 'Key' }).fill('owner')
      await page.getByRole('textbox', { name: 'Value' }).fill('me')
      await page.keyboard.press('Enter')
      const remove = page.getByRole('button', { name: 'Remove the tag owner' })
      await remove.click()
      await page.getByText('Removed tag "owner"').waitFor()
      await remove.waitFor({ state: 'hidden' })
      await page.keyboard.press('u')
      await remove.waitFor()
      expect(await model('described')).toMatchObject({ description: 'Leaves *soon*', tags: [{ key: 'owner', value: 'me' }] })
    })

    test('an alias is dragged to another version, after a dialog, and comes back by Undo', async () => {
      await copy('dragged')
      await post('registered-models/alias', { name: 'dragged', alias: 'champion', version: '1' })
      const page = await app.open('/models/dragged')
      await card(page, 1).getByText('champion').dragTo(card(page, 3))
      const dialog = page.getByRole('dialog', { name: 'Move the alias champion' })
      await dialog.getByRole('button', { name: 'Move to version 3' }).click()
      await card(page, 3).getByText('champion').waitFor()
      expect(await aliases('dragged')).toEqual(['champion 3'])
      await page.getByRole('button', { name: 'Undo' }).click()
      await card(page, 1).getByText('champion').waitFor()
      expectQuiet(page)
    })

    test('an alias is moved by keyboard alone', async () => {
      await copy('by keys', 2)
      await post('registered-models/alias', { name: 'by keys', alias: 'champion', version: '1' })
      const page = await app.open('/models/by%20keys')
      await page.getByRole('button', { name: 'Move the alias champion of version 1' }).focus()
      await page.keyboard.press('ArrowUp')
      const dialog = page.getByRole('dialog', { name: 'Move the alias champion' })
      await dialog.locator('button:focus', { hasText: 'Move to version 2' }).waitFor()
      await page.keyboard.press('Enter')
      await card(page, 2).getByText('champion').waitFor()
      expect(await aliases('by keys')).toEqual(['champion 2'])
    })

    test('a version is dragged to a stage; what was there is archived; Undo restores both', async () => {
      await copy('staged')
      await post('model-versions/transition-stage', { name: 'staged', version: '1', stage: 'Production', archive_existing_versions: false })
      const page = await app.open('/models/staged')
      await card(page, 3)
        .getByText(/ago|now/)
        .dragTo(lane(page, 'Production'))
      const dialog = page.getByRole('dialog', { name: 'Stage of version 3' })
      await dialog.getByText('Archive what is in Production now: version 1').waitFor()
      await dialog.getByRole('button', { name: 'Move to Production' }).click()
      await lane(page, 'Production').locator('[data-version="3"]').waitFor()
      await lane(page, 'Archived').locator('[data-version="1"]').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await lane(page, 'Production').locator('[data-version="1"]').waitFor()
      await lane(page, 'No stage').locator('[data-version="3"]').waitFor()
    })

    test('versions have the metrics of their source runs, and are compared when selected', async () => {
      const page = await app.open('/models/churn')
      const versions = grid(page, 'Versions')
      await versions.getByRole('row').nth(3).waitFor()
      await expect
        .poll(() => versions.getByRole('columnheader').allTextContents())
        .toEqual(expect.arrayContaining(['Source run', 'Description']))
      await expect.poll(async () => (await versions.getByRole('columnheader').count()) > 8).toBe(true)
      expect(await page.getByRole('button', { name: 'Compare' }).isDisabled()).toBe(true)
      await page.getByRole('checkbox', { name: 'Select version 2' }).check()
      await page.getByRole('checkbox', { name: 'Select version 3' }).check()
      await page.getByRole('button', { name: 'Compare 2' }).click()
      await page.getByRole('heading', { level: 1, name: 'Compare 2 versions' }).waitFor()
    })

    test('the timeline leads to versions, and the code names the alias', async () => {
      const page = await app.open('/models/churn')
      expect(await page.getByLabel('Python code').textContent()).toContain('models:/churn@champion')
      await page.getByRole('list', { name: 'Versions by time' }).getByRole('link', { name: 'v1' }).click()
      await page.waitForURL(/#\/models\/churn\/versions\/1$/)
    })

    test('is renamed, and deleted after a question', async () => {
      await copy('old name', 1)
      const page = await app.open('/models/old%20name')
      await page.getByRole('button', { name: 'Rename' }).click()
      await page.getByRole('textbox', { name: 'New name' }).fill('churn')
      await page.keyboard.press('Enter')
      await page.getByText(/already exists/).waitFor()
      await page.getByRole('textbox', { name: 'New name' }).fill('new name')
      await page.keyboard.press('Enter')
      await page.waitForURL(/#\/models\/new%20name$/)
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      await page.getByRole('dialog', { name: 'Delete new name?' }).getByRole('button', { name: 'Delete the model' }).click()
      await page.waitForURL(/#\/models$/)
      await page.goto(`${app.url}/#/models/new%20name`)
      await page.getByText('There is no such model').waitFor()
    })
  })

  describe('a version', () => {
    test('tells where it comes from, its schema, metrics and params', async () => {
      const page = await app.open('/models/churn/versions/3')
      await page.getByRole('heading', { level: 1, name: 'churn version 3' }).waitFor()
      for (const text of ['Inputs', 'Outputs']) await page.getByText(new RegExp(`^${text} \\d`)).waitFor()
      await page.getByText('challenger').first().waitFor()
      await page.getByText('Staging').first().waitFor()
      await page.getByRole('link', { name: 'churn-3' }).click()
      await page.waitForURL(/\/runs\/[0-9a-f]{32}/)
      expectQuiet(page)
    })

    test('gets an alias, loses one, changes its stage and its description', async () => {
      await copy('single', 2)
      const page = await app.open('/models/single/versions/2')
      await page.getByRole('button', { name: 'Alias' }).click()
      await page.getByRole('textbox', { name: 'Alias' }).fill('blue')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Remove the alias blue' }).waitFor()
      expect(await aliases('single')).toEqual(['blue 2'])
      await page.getByRole('button', { name: 'Remove the alias blue' }).click()
      await page.getByRole('button', { name: 'Remove the alias blue' }).waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: 'Change stage' }).click()
      const dialog = page.getByRole('dialog', { name: 'Stage of version 2' })
      await dialog.getByLabel('To stage').first().click()
      await page.getByRole('option', { name: 'Staging' }).click()
      await dialog.getByRole('button', { name: 'Move to Staging' }).click()
      await expect.poll(async () => (await version('single', '2')).current_stage).toBe('Staging')
      await page.keyboard.press('n')
      await page.getByRole('textbox', { name: 'Description in Markdown' }).fill('the second')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect.poll(async () => (await version('single', '2')).description).toBe('the second')
    })

    test('is promoted into another model, which is made', async () => {
      const page = await app.open('/models/churn/versions/2')
      await page.getByRole('button', { name: 'Promote' }).click()
      await page.getByLabel('Copy to the model').first().fill('churn-production')
      await page.getByRole('button', { name: 'Create the model and copy' }).click()
      await page.waitForURL(/#\/models\/churn-production\/versions\/1$/)
      await page.getByRole('link', { name: 'churn version 2' }).waitFor()
      expect((await version('churn-production', '1')).source).toBe('models:/churn/2')
    })

    test('shows its files', async () => {
      const page = await app.open('/models/churn/versions/3?view=files')
      await page.getByText('MLmodel').first().click()
      await page.waitForURL(/path=MLmodel/)
      expectQuiet(page)
    })

    test('is deleted after a question, and its address says that it is gone', async () => {
      await copy('shrinking', 2)
      const page = await app.open('/models/shrinking/versions/2')
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete the version' }).click()
      await page.waitForURL(/#\/models\/shrinking$/)
      await page.goto(`${app.url}/#/models/shrinking/versions/2`)
      await page.getByText('There is no such version').waitFor()
    })
  })

  describe('comparing versions', () => {
    const path = '/compare-model-versions?name=%22churn%22&versions=1,2,3'

    test('shows runs, schemas, params and metrics with differences to the first', async () => {
      const page = await app.open(path)
      const table = page.getByRole('region', { name: 'Comparison' })
      await table.getByText('▲').or(table.getByText('▼')).first().waitFor()
      expect(await table.getByRole('columnheader').allTextContents()).toEqual(['Property', 'Version 1 base', 'Version 2 ', 'Version 3 '])
      for (const title of ['Version', 'Source run', 'Inputs', 'Outputs', 'Params', 'Metrics'])
        await table
          .getByRole('rowheader', { name: new RegExp(`^${title}`) })
          .first()
          .waitFor()
      expectQuiet(page)
    })

    test('d shows only what differs', async () => {
      const page = await app.open(path)
      await page.getByText('▲').or(page.getByText('▼')).first().waitFor()
      await page.keyboard.press('d')
      await page.waitForURL(/diff=only/)
      await page
        .getByText(/equal, hidden/)
        .first()
        .waitFor()
      expect(
        await page.locator('tbody tr:has(td):not(:has([data-standing=differs], [data-verdict]:not([data-verdict=same])))').count(),
      ).toBe(0)
    })

    test("opens MLflow's address, and says so when nothing is chosen", async () => {
      const { run_id: first } = await version('churn', '1')
      const { run_id: second } = await version('churn', '2')
      const runs = encodeURIComponent(JSON.stringify({ [first]: '1', [second]: '2' }))
      const page = await app.open(`/compare-model-versions?name=%22churn%22&runs=${runs}`)
      await page.getByRole('columnheader', { name: 'Version 2' }).waitFor()
      await page.goto(`${app.url}/#/compare-model-versions`)
      await page.getByText('Nothing to compare').waitFor()
    })
  })
})
