import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Run } from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { available, expectAccessible, expectNoSideScroll, expectQuiet, openApp } from './browser.ts'

const DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><circle cx="5" cy="5" r="4"/></svg>'

describe.skipIf(!available)('comparing runs', async () => {
  if (!available) return
  const app = await openApp()
  const { experiment } = await app.call<{ experiment: { experiment_id: string } }>(
    'GET',
    '/api/2.0/mlflow/experiments/get-by-name?experiment_name=iris_classification',
  )
  const { runs } = await app.call<{ runs: Run[] }>('POST', '/api/2.0/mlflow/runs/search', {
    experiment_ids: [experiment.experiment_id],
    filter: "attributes.status = 'FINISHED'",
    max_results: 50,
  })
  const address = (ids: readonly string[], more = ''): string =>
    `/compare-runs?runs=${encodeURIComponent(JSON.stringify(ids))}&experiments=${encodeURIComponent(JSON.stringify([experiment.experiment_id]))}${more}`
  const ids = runs.slice(0, 3).map(({ info }) => info.run_id)
  const value = (index: number, key: string): number => Number(runs[index]?.data.metrics?.find((metric) => metric.key === key)?.value)

  test('facts stand side by side, measured by the first run, which is the baseline', async () => {
    const page = await app.open(address(ids))
    await page.getByRole('heading', { level: 1, name: 'Compare 3 runs' }).waitFor()
    const row = page.getByRole('row', { name: /^accuracy/ })
    const text = await row.innerText()
    expect(text).toContain(value(1, 'accuracy') > value(0, 'accuracy') ? '▲' : '▼')
    const heads = await page.getByRole('columnheader').allInnerTexts()
    expect(heads.slice(1, 4).map((head) => head.split('\n').includes('base') || head.includes('base'))).toEqual([true, false, false])
    expectQuiet(page)
  })

  test('curves of common metrics on top with one crosshair; runs are added, removed, moved, and made the baseline', async () => {
    const page = await app.open(address(ids))
    const curves = page.locator('section', { has: page.getByRole('heading', { level: 2, name: /^Curves/ }) })
    const plots = curves.getByRole('img', { name: /^Line chart of .* 3 lines/ })
    await plots.first().locator('canvas').waitFor()
    const heads = async (): Promise<string[]> => (await page.getByRole('columnheader').allInnerTexts()).slice(1).map((head) => head.trim())
    const name = (at: number): string => runs[at]?.info.run_name ?? ''
    const act = async (run: string, action: string): Promise<void> => {
      await page.getByRole('button', { name: `Actions on ${run}` }).click()
      await page.getByRole('menuitem', { name: action }).click()
    }
    await act(name(2), 'Set as baseline')
    await expect.poll(async () => (await heads())[0]).toMatch(new RegExp(`${name(2)}\\s*base`))
    await act(name(2), 'Move right')
    await expect.poll(async () => (await heads())[1]).toBe(name(2))
    await act(name(0), 'Remove from comparison')
    await page.getByRole('heading', { level: 1, name: 'Compare 2 runs' }).waitFor()
    await page.getByRole('button', { name: 'Add runs' }).click()
    await page.getByRole('textbox', { name: 'Find a run by name or id' }).fill(name(0))
    await page
      .getByRole('dialog', { name: 'Add runs' })
      .getByRole('button', { name: name(0) })
      .first()
      .click()
    await page.getByRole('heading', { level: 1, name: 'Compare 3 runs' }).waitFor()
    await page.keyboard.press('Escape')
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Compare 2 runs' }).waitFor()
    await page
      .getByRole('row', { name: /^accuracy/ })
      .getByRole('link', { name: 'accuracy' })
      .click()
    await page.getByRole('heading', { level: 1, name: 'accuracy' }).waitFor()
    expectQuiet(page)
  })

  test('the key d leaves only what differs, and the address keeps it', async () => {
    const page = await app.open(address(ids))
    await page.getByRole('row', { name: /^seed/ }).waitFor()
    await page.keyboard.press('d')
    await page.getByRole('row', { name: /^seed/ }).waitFor({ state: 'hidden' })
    expect(page.url()).toContain('diff=1')
    await page.reload()
    await page.getByRole('row', { name: /^accuracy/ }).waitFor()
    expect(await page.getByRole('row', { name: /^seed/ }).count()).toBe(0)
    await page.goBack()
    await page.getByRole('row', { name: /^seed/ }).waitFor()
  })

  test('a fact is found by its name', async () => {
    const page = await app.open(address(ids))
    await page.getByRole('textbox', { name: /Find a param,/ }).fill('max_d')
    await page.getByRole('row', { name: /^max_depth/ }).waitFor()
    await page.getByRole('row', { name: /^accuracy/ }).waitFor({ state: 'hidden' })
    await page.getByRole('textbox', { name: /Find a param,/ }).fill('no such thing')
    await page.getByText('No results').waitFor()
  })

  test('groups fold by their heading, which tells how many facts they have; the address keeps it, the copy has all', async () => {
    const page = await app.open(address(ids))
    const heading = page.getByRole('region', { name: 'Comparison' }).getByRole('button', { name: /^Metrics \d+$/ })
    const accuracy = page.getByRole('row', { name: /^accuracy/ })
    await accuracy.waitFor()
    expect(await heading.getAttribute('aria-expanded')).toBe('true')
    await heading.focus()
    await page.keyboard.press('Enter')
    await accuracy.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /^Run \d+$/ }).click()
    await page.getByRole('row', { name: /^started/ }).waitFor({ state: 'detached' })
    expect(new URLSearchParams(page.url().split('?')[1]).get('fold')).toBe('Metrics,Run')
    await page.reload()
    await page.getByRole('row', { name: /^max_depth/ }).waitFor()
    expect(await accuracy.count()).toBe(0)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Copy as Markdown' }).click()
    await page.getByText('Copied the table as Markdown').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/\| \[accuracy\]\(.+\) \| 0\.\d+/)
    // A search tells that something is there, and leaves the group as it is.
    const all = await heading.innerText()
    await page.getByRole('textbox', { name: /Find a param,/ }).fill('accuracy')
    await expect.poll(() => heading.innerText()).not.toBe(all)
    expect(await heading.getAttribute('aria-expanded')).toBe('false')
    await heading.click()
    await accuracy.waitFor()
    await page.goBack()
    await accuracy.waitFor({ state: 'detached' })
    expectQuiet(page)
  })

  test('the table is copied as Markdown', async () => {
    const page = await app.open(address(ids, '&diff=1'))
    await page.getByRole('button', { name: 'Copy as Markdown' }).click()
    await page.getByText('Copied the table as Markdown').waitFor()
    const text = await page.evaluate(() => navigator.clipboard.readText())
    expect(text).toMatch(/^### Metrics\n\n\| {2}\| \[.+\n\| --- \| --- \| --- \| --- \|\n/)
    expect(text).toMatch(/\| \[accuracy\]\(http.+\) \| 0\.\d+ \| \*\*0\.\d+\*\* \([▲▼]/)
    expect(text).toContain('### Params')
  })

  test('a hundred runs take five questions to the server at most', async () => {
    const { runs: all } = await app.call<{ runs: Run[] }>('POST', '/api/2.0/mlflow/runs/search', {
      experiment_ids: [experiment.experiment_id],
      max_results: 100,
    })
    const page = await app.open('/settings')
    const asked: string[] = []
    page.on('request', (request) => request.url().includes('ajax-api') && asked.push(request.url()))
    await page.goto(`${app.url}/#${address(all.map(({ info }) => info.run_id))}`)
    await page.getByRole('row', { name: /^accuracy/ }).waitFor()
    expect(asked.length).toBeLessThanOrEqual(5)
  })

  test('packages of logged models are compared on request', async () => {
    const { experiment: churn } = await app.call<{ experiment: { experiment_id: string } }>(
      'GET',
      '/api/2.0/mlflow/experiments/get-by-name?experiment_name=churn_v2',
    )
    const found = await app.call<{ runs: Run[] }>('POST', '/api/2.0/mlflow/runs/search', { experiment_ids: [churn.experiment_id] })
    const page = await app.open(address(found.runs.map(({ info }) => info.run_id)))
    await page.getByRole('button', { name: 'Compare packages' }).click()
    await page
      .getByRole('region', { name: 'Packages' })
      .getByRole('row', { name: /^scikit-learn/ })
      .waitFor()
    expectQuiet(page)
  })

  test('files that runs have in common stand side by side, others lead to their run', async () => {
    const three = runs.slice(3, 6)
    const logged: readonly Readonly<Record<string, string | Buffer>>[] = [
      { 'conf/model.yaml': 'depth: 3\nrate: 0.1\n', 'plots/dot.svg': DOT, 'model.pkl': 'one', 'notes.txt': 'only here' },
      { 'conf/model.yaml': 'depth: 3\nrate: 0.2\nseed: 7\n', 'plots/dot.svg': DOT, 'model.pkl': 'three' },
      { 'conf/model.yaml': 'depth: 3\nrate: 0.1\n', 'plots/dot.svg': DOT, 'model.pkl': 'two' },
    ]
    three.forEach(({ info }, index) => {
      const place = join(app.folder, 'artifacts', (info.artifact_uri ?? '').replace('mlflow-artifacts:/', ''))
      for (const [path, content] of Object.entries(logged[index] ?? {})) {
        mkdirSync(dirname(join(place, path)), { recursive: true })
        writeFileSync(join(place, path), content)
      }
    })
    const threeIds = three.map(({ info }) => info.run_id)
    const page = await app.open('/settings')
    const asked: string[] = []
    page.on('request', (request) => request.url().includes('artifacts/list') && asked.push(request.url()))
    await page.goto(`${app.url}/#${address(threeIds)}`)
    await page.getByRole('row', { name: /^accuracy/ }).waitFor()
    expect(asked).toEqual([])
    await page.getByRole('button', { name: 'Compare files' }).click()
    const files = page.getByRole('treegrid', { name: 'Files of the runs' })
    const cells = (name: RegExp): Promise<string[]> => files.getByRole('row', { name }).getByRole('gridcell').allTextContents()
    await files.getByRole('row', { name: /^notes.txt/ }).waitFor()
    // One list a run for the root, no folder yet.
    expect(asked).toHaveLength(3)
    expect(await cells(/^notes.txt/)).toEqual(['1 of 3', '9 B', '–', '–'])
    expect(await cells(/^model.pkl/)).toEqual(['all', '3 B', '5 B', '3 B'])
    // By keyboard: the first row is the folder conf.
    await files.getByRole('button', { name: 'conf' }).focus()
    await page.keyboard.press('ArrowRight')
    await files.getByRole('row', { name: /^model.yaml/ }).waitFor()
    expect(asked).toHaveLength(6)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const beside = page.getByRole('region', { name: 'conf/model.yaml side by side' })
    await beside.getByText('2 lines · the same lines').waitFor()
    await beside.getByText('3 lines · 2 lines not in the first').waitFor()
    expect(await beside.locator('[data-marked]').allInnerTexts()).toEqual([
      expect.stringContaining('rate: 0.2'),
      expect.stringContaining('seed: 7'),
    ])
    expect(page.url()).toContain('files=conf')
    await page.reload()
    await beside.getByText('2 lines · the same lines').waitFor()
    await files.getByRole('button', { name: 'plots' }).click()
    await files.getByRole('button', { name: 'dot.svg' }).click()
    const pictures = page.getByRole('region', { name: 'plots/dot.svg side by side' }).locator('img')
    await expect
      .poll(() => pictures.evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth)))
      .toEqual([10, 10, 10])
    await files.getByRole('button', { name: 'model.pkl' }).click()
    const other = page.getByRole('region', { name: 'model.pkl side by side' })
    await other.getByText('Files of this kind are shown on the page of their run.').first().waitFor()
    await expectAccessible(page)
    await other.getByRole('link').nth(1).click()
    await page.waitForURL(new RegExp(`${threeIds[1]}/artifacts/model.pkl`))
    expectQuiet(page)
  })

  test('runs without files say so', async () => {
    const page = await app.open(address(ids, '&files=%2F'))
    await page.getByText('None of these runs has files.').waitFor()
    await page.getByRole('button', { name: 'Hide files' }).click()
    await page.getByText('None of these runs has files.').waitFor({ state: 'hidden' })
  })

  test('runs that are gone, and an address without runs, say so', async () => {
    const page = await app.open(address([ids[0] ?? '', 'f'.repeat(32)]))
    await page.getByText('1 run of the address no longer exist').waitFor()
    await page.goto(`${app.url}/#${address(['f'.repeat(32)])}`)
    await page.getByText('None of these runs exists any more').waitFor()
    for (const runsText of ['', 'runs=nonsense', 'runs=%5B%5D']) {
      await page.goto(`${app.url}/#/compare-runs?${runsText}`)
      await page.getByText('The address names no runs to compare').waitFor()
    }
    expectQuiet(page)
  })

  test('at 420 px only the table scrolls sideways', async () => {
    const page = await app.open(address(ids), { width: 420 })
    await page.getByRole('row', { name: /^accuracy/ }).waitFor()
    await expectNoSideScroll(page)
  })
})
