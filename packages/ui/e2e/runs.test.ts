import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { available, expectAccessible, expectNoSideScroll, expectQuiet, openApp } from './browser.ts'

interface Found {
  runs?: {
    info: { run_id: string; run_name: string; status: string; lifecycle_stage: string }
    data: { tags?: { key: string; value: string }[] }
  }[]
}

const grid = (page: Page) => page.getByRole('treegrid', { name: 'Runs' })
const lines = (page: Page) => grid(page).locator('[role=row][data-kind]')
const status = (page: Page) =>
  page.getByRole('contentinfo', { name: 'Runs in sight' }).or(page.locator('footer[aria-label="Runs in sight"]'))
const query = (page: Page) => page.getByRole('combobox', { name: 'Filter runs' })
const heads = (page: Page) => grid(page).getByRole('columnheader').allTextContents()
/** Pages may take their time on a busy machine. */
// oxlint-disable-next-line vitest/require-awaited-expect-poll -- the callers await it
const eventually = <Value>(look: () => Value | Promise<Value>) => expect.poll(look, { timeout: 30_000 })
const parameter = (page: Page, name: string): string | null => new URLSearchParams(page.url().split('?')[1] ?? '').get(name)

describe.skipIf(!available)('the runs of an experiment', async () => {
  if (!available) return
  const app = await openApp()
  const { experiments } = await app.call<{ experiments: { experiment_id: string; name: string }[] }>(
    'POST',
    '/api/2.0/mlflow/experiments/search',
    {
      max_results: 100,
    },
  )
  const idOf = (name: string): string => experiments.find((each) => each.name === name)?.experiment_id ?? ''
  const iris = idOf('iris_classification')
  const nested = idOf('vision/segmentation')
  const search = async (request: object): Promise<NonNullable<Found['runs']>> =>
    (await app.call<Found>('POST', '/api/2.0/mlflow/runs/search', { experiment_ids: [iris], max_results: 1000, ...request })).runs ?? []
  const find = (filter: string, run_view_type = 'ACTIVE_ONLY') => search({ filter, run_view_type })
  const open = async (path = `/experiments/${iris}`, options = {}): Promise<Page> => {
    const page = await app.open(path, options)
    await lines(page).first().waitFor()
    return page
  }
  const pick = async (
    page: Page,
    menu: string | RegExp,
    item: string | RegExp,
    role: 'menuitem' | 'menuitemradio' | 'menuitemcheckbox',
  ) => {
    await page.getByRole('button', { name: menu }).click()
    await page.getByRole(role, { name: item }).click()
    await page.keyboard.press('Escape')
  }

  test('opens with times, the metrics that matter most, and the params that vary', async () => {
    const page = await open()
    const names = (await heads(page)).join(' ')
    for (const name of ['Run', 'Started', 'Duration', 'val_loss', 'max_depth', 'n_estimators']) expect(names).toContain(name)
    for (const name of ['system/', 'seed', 'criterion']) expect(names).not.toContain(name)
    await status(page).getByText('41').first().waitFor()
    expectQuiet(page)
  })

  /** What is asked of the API until the table is there, and shortly after: paths with their bodies. */
  const askedBy = async (page: Page, act: () => Promise<unknown>): Promise<string[]> => {
    const asked: string[] = []
    page.on('request', (request) => {
      const [, call] = /\/(?:ajax-api|api)\/(.*)/.exec(request.url()) ?? []
      if (call) asked.push(`${call} ${request.postData() ?? ''}`)
    })
    await act()
    await lines(page).first().waitFor()
    expect((await heads(page)).join(' ')).toMatch(/val_loss|accuracy/)
    await page.waitForTimeout(500)
    return asked
  }
  const filtered = new URLSearchParams({ q: "params.max_depth = '5'", sort: 'metrics.val_loss' })
  /** Charts ask for the columns of their runs, `/runs` for the names of experiments. */
  for (const [what, path, most] of [
    ['of an experiment', `/experiments/${iris}`, 4],
    ['of a filter, in an order', `/experiments/${iris}?${filtered}`, 4],
    ['of all experiments', '/runs', 5],
    ['beside charts', `/experiments/${iris}?view=split`, undefined],
  ] as const)
    test(`columns and rows come in one answer: ${what}`, async () => {
      const page = await app.open('/nowhere', { fresh: true })
      await page.goto('about:blank')
      const asked = await askedBy(page, () => page.goto(`${app.url}/#${path}`))
      const ofTable = asked.filter((call) => /runs\/(query|columns)/.test(call) && !call.includes('attributes.run_id IN'))
      expect(ofTable).toEqual([expect.stringMatching(/^tailrace\/1.0\/runs\/query .*"automatic"/)])
      expect(asked.slice(most ?? asked.length)).toEqual([])
    })

  test('columns and rows come in one answer: from another page', async () => {
    const page = await app.open('/settings', { fresh: true })
    const link = page.getByRole('link', { name: 'iris_classification' }).first()
    await link.waitFor()
    const asked = await askedBy(page, () => link.click())
    expect(asked.filter((call) => /runs\/(query|columns)/.test(call))).toHaveLength(1)
  })

  test('a table that cannot be had says so, and comes when it is tried again', async () => {
    const page = await app.open('/nowhere')
    await page.route(/runs\/query/, (route) => route.fulfill({ status: 400, json: { error_code: 'BAD_REQUEST', message: 'not today' } }))
    await page.goto(`${app.url}/#/experiments/${iris}`)
    const failure = page.getByRole('alert').filter({ hasText: 'not today' })
    await failure.waitFor()
    await page.unroute(/runs\/query/)
    await failure.getByRole('button', { name: 'Try again' }).click()
    await lines(page).first().waitFor()
  })

  test('a filter narrows the list, is in the address, and Back takes it away', async () => {
    const page = await open()
    await query(page).fill("params.max_depth = '5'")
    await query(page).press('Enter')
    const runs = await find("params.max_depth = '5'")
    await eventually(() => status(page).textContent()).toContain(`${runs.length} runs match`)
    expect(parameter(page, 'q')).toBe("params.max_depth = '5'")
    await page.goBack()
    await eventually(() => status(page).textContent()).toContain('41 runs match')
    expect(await query(page).inputValue()).toBe('')
  })

  test('a filter that does not parse is marked where it is wrong, with a suggestion, and the table keeps its rows', async () => {
    const page = await open()
    const before = await lines(page).count()
    await query(page).fill('max_depth = 5')
    const suggestion = page.getByRole('button', { name: "Use params.max_depth = '5'" })
    await suggestion.waitFor()
    expect(await page.locator('[data-wrong="true"]').count()).toBeGreaterThan(0)
    await query(page).press('Enter')
    expect(await lines(page).count()).toBeGreaterThan(before - 5)
    await suggestion.click()
    await eventually(() => parameter(page, 'q')).toBe("params.max_depth = '5'")
  })

  test('an address with a filter that does not parse shows the runs, and what is wrong', async () => {
    const page = await open(`/experiments/${iris}?q=${encodeURIComponent('metrics.accuracy >> 1')}`)
    await page.locator('[data-wrong="true"]').first().waitFor()
    expect(await lines(page).count()).toBeGreaterThan(5)
  })

  test('keys, comparators and values are proposed as one types; history comes back', async () => {
    const page = await open()
    await page.keyboard.press('/')
    await page.keyboard.type('max_d')
    await page.getByRole('option', { name: /params.max_depth/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: '=', exact: true }).click()
    await page.getByRole('option', { name: /^5/ }).click()
    expect((await query(page).inputValue()).trim()).toBe("params.max_depth = '5'")
    await query(page).press('Escape')
    await query(page).press('Enter')
    await eventually(() => parameter(page, 'q')).toBe("params.max_depth = '5'")
    await query(page).fill('')
    await page.getByRole('option', { name: /used before/ }).waitFor()
  })

  test('words that are no condition are looked for in names', async () => {
    const page = await open()
    await query(page).fill('out-of')
    await page.getByRole('option', { name: /whose name holds/ }).click()
    await eventually(() => status(page).textContent()).toContain('1 run matches')
  })

  test('heads sort, by the pointer and by the menu', async () => {
    const page = await open()
    const first = (): Promise<string | null> => lines(page).first().textContent()
    await grid(page).getByRole('button', { name: 'accuracy', exact: true }).click()
    await eventually(() => parameter(page, 'sort')).toBe('-metrics.accuracy')
    const [best] = await search({ order_by: ['metrics.accuracy DESC'], max_results: 1 })
    await eventually(first).toContain(best?.info.run_name)
    await grid(page).getByRole('button', { name: 'Column accuracy' }).click()
    await page.getByRole('menuitem', { name: 'Sort ascending' }).click()
    expect(parameter(page, 'sort')).toBe('metrics.accuracy')
    await grid(page).locator('[data-column="metrics.accuracy"][aria-sort=ascending]').waitFor()
  })

  test('a column is pinned, hidden, moved, made a heat map, and filtered by a range over its histogram', async () => {
    const page = await open()
    const menu = async (item: string): Promise<void> => {
      await grid(page).getByRole('button', { name: 'Column accuracy' }).click()
      await page.getByRole('menuitem', { name: item }).click()
    }
    await menu('Heat map')
    expect(parameter(page, 'heat')).toBe('metrics.accuracy')
    await menu('Pin')
    expect(parameter(page, 'pin')).toBe('metrics.accuracy')
    expect((await heads(page))[2]).toContain('accuracy')
    await menu('Unpin')
    await menu('Move right')
    expect(parameter(page, 'cols')).toContain('metrics.accuracy')
    await grid(page).getByRole('button', { name: 'Column accuracy' }).click()
    await page.getByRole('img', { name: /runs from/ }).waitFor()
    await page.getByRole('textbox', { name: 'From' }).fill('0.9')
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    expect(parameter(page, 'q')).toBe('metrics.accuracy >= 0.9')
    // What is filtered by stays in sight.
    await grid(page).getByRole('button', { name: 'Column accuracy' }).click()
    expect(await page.getByRole('menuitem', { name: 'Hide' }).isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await page.goBack()
    await eventually(() => parameter(page, 'q')).toBe(null)
    await menu('Hide')
    await eventually(async () => (await heads(page)).join()).not.toMatch(/(?:,|metrics)accuracy,/)
    expect(parameter(page, 'cols')).not.toContain('metrics.accuracy')
  })

  test('the columns picker finds a column by name, shows it and goes back to the automatic ones', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('textbox', { name: 'Find a column' }).fill('criterion')
    await page.getByRole('checkbox', { name: /criterion/ }).click()
    await eventually(async () => (await heads(page)).join()).toContain('criterion')
    await page.getByRole('button', { name: 'Automatic' }).click()
    await eventually(async () => (await heads(page)).join()).not.toContain('criterion')
  })

  test('a baseline gives every metric a delta; diff only leaves out what is equal', async () => {
    const page = await open()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('b')
    await page.locator('[data-verdict=better]').first().waitFor()
    await page.locator('[data-verdict=worse]').first().waitFor()
    expect(parameter(page, 'base')).toMatch(/^[0-9a-f]{32}$/)
    await page.goto(`${app.url}/#/experiments/${iris}?cols=params.criterion,params.max_depth&sort=attributes.run_name`)
    await eventually(async () => (await heads(page)).join()).toContain('criterion')
    await page.keyboard.press('d')
    await eventually(() => parameter(page, 'diff')).toBe('1')
  })

  test('nested runs stand below their parents and are fetched when opened', async () => {
    const page = await open(`/experiments/${nested}`)
    await eventually(() => lines(page).count()).toBe(3)
    await status(page)
      .getByText(/3 at the top/)
      .waitFor()
    await page.getByRole('button', { name: 'Open study-3' }).click()
    await eventually(() => lines(page).count()).toBe(11)
    expect(await grid(page).locator('[aria-level="2"]').count()).toBe(8)
    await page.getByRole('radio', { name: 'Flat', exact: true }).click()
    await eventually(() => lines(page).count()).toBe(27)
  })

  test('runs are grouped by a param with mean, spread and number; a group opens its runs', async () => {
    const page = await open()
    await pick(page, 'Group', 'max_depth', 'menuitemcheckbox')
    await grid(page).getByText('max_depth = 5').waitFor()
    await grid(page).getByText(/±/).first().waitFor()
    const runs = await find("params.max_depth = '5'")
    const before = await lines(page).count()
    await page.getByRole('button', { name: 'Open max_depth = 5' }).click()
    await eventually(() => lines(page).count()).toBe(before + runs.length)
  })

  test('the state, time and status of runs are conditions without typing', async () => {
    const page = await open()
    await pick(page, 'Conditions', /Failed/, 'menuitemcheckbox')
    await eventually(() => status(page).textContent()).toContain('1 run matches')
    expect(parameter(page, 'q')).toBe("attributes.status = 'FAILED'")
    await pick(page, 'Conditions', /Failed/, 'menuitemcheckbox')
    await pick(page, 'Conditions', /^Deleted/, 'menuitemradio')
    await page.getByText('No run is in the trash').waitFor()
    await page.getByRole('button', { name: 'Show active runs' }).click()
    await lines(page).first().waitFor()
  })

  test('runs are selected, tagged, deleted and brought back', async () => {
    const page = await open()
    const wanted = (await search({ max_results: 2 })).map(({ info }) => info.run_id)
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await status(page).getByText('2 selected').waitFor()
    expect(parameter(page, 'sel')?.split(',').toSorted()).toEqual(wanted.toSorted())
    await page.keyboard.press('t')
    await page.getByRole('textbox', { name: 'Key' }).fill('checked')
    await page.getByRole('textbox', { name: 'Value' }).fill('by hand')
    await page.getByRole('button', { name: 'Set tag' }).click()
    await eventually(async () => (await find("tags.checked = 'by hand'")).length).toBe(2)
    await page.getByRole('button', { name: 'Undo' }).first().click()
    await eventually(async () => (await find("tags.checked = 'by hand'")).length).toBe(0)
    await page.getByRole('button', { name: /^Delete/ }).click()
    await eventually(async () => (await find('', 'DELETED_ONLY')).length).toBe(2)
    await eventually(() => status(page).textContent()).toContain('39 runs match')
    // A toast covers neither the totals nor the actions below the table.
    const toast = await page.getByRole('status').filter({ hasText: 'Deleted 2 runs' }).boundingBox()
    const foot = await status(page).boundingBox()
    expect((toast?.y ?? 0) + (toast?.height ?? Infinity)).toBeLessThanOrEqual(foot?.y ?? 0)
    await page.keyboard.press('u')
    await eventually(async () => (await find('', 'DELETED_ONLY')).length).toBe(0)
    await eventually(() => status(page).textContent()).toContain('41 runs match')
  })

  test('the inspector shows the run of the cursor; name and description change there', async () => {
    const page = await open(`/experiments/${iris}?q=${encodeURIComponent("attributes.run_name = 'out-of-memory'")}`)
    await eventually(() => lines(page).count()).toBe(1)
    await page.keyboard.press('j')
    await page.keyboard.press(' ')
    const side = page.getByRole('complementary', { name: 'Inspector' })
    await side.getByText('out of memory').waitFor()
    await page.keyboard.press('n')
    await side.getByRole('textbox', { name: 'Description in Markdown' }).fill('Ran *dry*')
    await side.getByRole('button', { name: 'Save' }).click()
    await side.getByText('dry').waitFor()
    await eventually(async () => (await find("tags.`mlflow.note.content` = 'Ran *dry*'")).length).toBe(1)
  })

  test('compare opens the selected runs', async () => {
    const page = await open()
    await lines(page).nth(0).getByRole('checkbox').click()
    await lines(page)
      .nth(2)
      .getByRole('checkbox')
      .click({ modifiers: ['Shift'] })
    await status(page).getByText('3 selected').waitFor()
    await page.keyboard.press('c')
    await page.waitForURL(/#\/compare-runs\?/)
    expect((JSON.parse(parameter(page, 'runs') ?? '[]') as string[]).length).toBe(3)
  })

  test('a view is saved, opened in a fresh browser, made the default and deleted', async () => {
    const page = await open(`/experiments/${iris}?cols=metrics.accuracy&sort=-metrics.accuracy`)
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('textbox', { name: 'Name of the new view' }).fill('Best first')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const saved = page.getByRole('button', { name: 'View Best first' })
    await saved.waitFor()
    await saved.click()
    await page.getByRole('menuitem', { name: 'Open the experiment with this' }).click()
    await page.getByText('The experiment opens with Best first').waitFor()
    const other = await open(undefined, { fresh: true })
    await other.getByRole('button', { name: 'View Best first' }).waitFor()
    expect(parameter(other, 'sort')).toBe('-metrics.accuracy')
    await other.getByRole('button', { name: 'View Best first' }).click()
    await other.getByRole('menuitem', { name: 'Delete Best first' }).click()
    await other.getByRole('button', { name: 'Views' }).waitFor()
  })

  test('a shared view of MLflow opens', async () => {
    const value = JSON.stringify({
      searchFilter: "params.max_depth = '3'",
      orderByKey: 'metrics.`accuracy`',
      orderByAsc: false,
      selectedColumns: ['metrics.`accuracy`'],
    })
    await app.call('POST', '/api/2.0/mlflow/experiments/set-experiment-tag', {
      experiment_id: iris,
      key: 'mlflow.sharedViewState.k1',
      value,
    })
    const page = await open(`/experiments/${iris}/runs?viewStateShareKey=k1`)
    await eventually(() => parameter(page, 'q')).toBe("params.max_depth = '3'")
    expect(parameter(page, 'sort')).toBe('-metrics.accuracy')
  })

  test('all runs that match come as CSV from the server', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Export' }).click()
    const wait = page.waitForEvent('download')
    await page.getByRole('link', { name: 'CSV of the columns shown' }).click()
    const text = readFileSync(await (await wait).path(), 'utf8')
    expect(text.trim().split('\n').length).toBe(42)
    expect(text.split('\n')[0]).toMatch(/^run_id,name,status/)
    expect(text.split('\n')[0]).not.toContain('params.seed')
  })

  test('runs that are logged appear, and change, without reload', async () => {
    const page = await open()
    const { run } = await app.call<{ run: { info: { run_id: string } } }>('POST', '/api/2.0/mlflow/runs/create', {
      experiment_id: iris,
      run_name: 'born-live',
      start_time: Date.now(),
    })
    const line = grid(page).getByRole('row').filter({ hasText: 'born-live' })
    await line.waitFor()
    await app.call('POST', '/api/2.0/mlflow/runs/log-metric', {
      run_id: run.info.run_id,
      key: 'accuracy',
      value: 0.123_45,
      timestamp: Date.now(),
    })
    await line.getByText('0.1235').or(line.getByText('0.1234')).first().waitFor()
    await app.call('POST', '/api/2.0/mlflow/runs/delete', { run_id: run.info.run_id })
    await line.waitFor({ state: 'hidden' })
  })

  test('v cycles table, split and charts; hiding a run takes it out of the charts', async () => {
    const page = await open()
    await page.keyboard.press('j')
    await page.keyboard.press('v')
    await page.getByRole('region', { name: 'Charts' }).waitFor()
    await page.getByRole('separator', { name: 'Width of the charts' }).waitFor()
    await page.keyboard.press('e')
    await eventually(() => parameter(page, 'hide')).toMatch(/^[0-9a-f]{32}$/)
    await page.keyboard.press('v')
    expect(parameter(page, 'view')).toBe('charts')
    await page.keyboard.press('v')
    await lines(page).first().waitFor()
    expect(parameter(page, 'view')).toBeNull()
  })

  test('the keyboard alone: one stop for the table, cells, heads, and the run', async () => {
    const page = await open()
    await grid(page).focus()
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key)
    const active = await grid(page).getAttribute('aria-activedescendant')
    expect(await page.locator(`[id="${active}"]`).getAttribute('role')).toBe('gridcell')
    await page.keyboard.press('p')
    await eventually(() => parameter(page, 'pin')).toMatch(/^metrics\./)
    // Pinned columns stand first.
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Sort descending' }).waitFor()
    await page.keyboard.press('Escape')
    await grid(page).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/runs\/[0-9a-f]{32}/)
  })

  test('a copied address shows the same view in a fresh browser', async () => {
    const path = `/experiments/${iris}?q=${encodeURIComponent('metrics.accuracy > 0.9')}&sort=metrics.accuracy&cols=metrics.accuracy,params.lr&w=metrics.accuracy~180`
    const [one, other] = [await open(path), await open(path, { fresh: true })]
    const textOf = async (page: Page): Promise<string> => (await lines(page).allTextContents()).join()
    // Both are read each time: rows beyond the edge come after the first picture, in each page at its own moment.
    await eventually(async () => (await textOf(one)) === (await textOf(other))).toBe(true)
    const box = await grid(one).locator('[data-column="metrics.accuracy"]').boundingBox()
    expect(Math.round(box?.width ?? 0)).toBe(180)
  })

  test('about: rename, describe and tag the experiment; delete with undo', async () => {
    const page = await app.open(`/experiments/${nested}?tab=about`)
    await page.getByRole('textbox', { name: 'Name' }).fill('vision/masks')
    await page.getByRole('button', { name: 'Rename' }).click()
    await page.getByRole('heading', { level: 1, name: 'vision/masks' }).waitFor()
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('textbox', { name: 'Description in Markdown' }).fill('## Masks')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Masks', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Delete the experiment' }).click()
    await page.getByRole('button', { name: 'Restore the experiment' }).waitFor()
    await page.getByText('Moved vision/masks to the trash').waitFor()
    await page.keyboard.press('u')
    await page.getByRole('button', { name: 'Delete the experiment' }).waitFor()
    expectQuiet(page)
  })

  test('runs of several experiments, and of all, name their experiment', async () => {
    const page = await open(`/compare-experiments/s?experiments=${encodeURIComponent(JSON.stringify([iris, nested]))}`)
    expect((await heads(page)).join()).toContain('Experiment')
    await page.getByRole('heading', { level: 1, name: 'Runs of 2 experiments' }).waitFor()
    const all = await open('/runs')
    await all.getByRole('heading', { level: 1, name: 'Runs' }).waitFor()
  })

  test('an experiment that is not there is a page that says so', async () => {
    const page = await app.open('/experiments/987654')
    await page.getByText('There is no experiment 987654').waitFor()
    await page.getByRole('link', { name: 'All experiments' }).waitFor()
  })

  test('has no violation of accessibility with a baseline, a selection and groups', async () => {
    // Fewer lines: axe looks at every cell.
    const page = await open(`/experiments/${iris}?q=${encodeURIComponent("params.max_depth = '5'")}`)
    await page.keyboard.press('j')
    await page.keyboard.press('b')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await expectAccessible(page)
    await pick(page, 'Group', 'n_estimators', 'menuitemcheckbox')
    await grid(page)
      .getByText(/^n_estimators = /)
      .first()
      .waitFor()
    await expectAccessible(page)
  }, 90_000)

  test('at 420 px nothing but the table scrolls sideways', async () => {
    const page = await open(`/experiments/${iris}`, { width: 420 })
    await expectNoSideScroll(page)
    expect(await grid(page).evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true)
  })
})
