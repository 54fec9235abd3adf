import { readFile } from 'node:fs/promises'
import type { Run } from '@tailrace/contract'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { available, expectQuiet, openApp } from './browser.ts'

/** How long a look is repeated, on a busy machine too. */
const SOON = { timeout: 30_000 }

describe.skipIf(!available)('charts', async () => {
  if (!available) return
  const app = await openApp()
  const runsOf = async (name: string): Promise<Run[]> => {
    const { experiment } = await app.call<{ experiment: { experiment_id: string } }>(
      'GET',
      `/api/2.0/mlflow/experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`,
    )
    const body = { experiment_ids: [experiment.experiment_id], max_results: 100, order_by: ['attributes.run_name ASC'] }
    return (await app.call<{ runs: Run[] }>('POST', '/api/2.0/mlflow/runs/search', body)).runs
  }
  const address = (runs: readonly Run[], metrics: readonly string[], more = ''): string => {
    const json = (value: unknown): string => encodeURIComponent(JSON.stringify(value))
    const ids = runs.map(({ info }) => info.run_id)
    const experiments = [...new Set(runs.map(({ info }) => info.experiment_id))]
    return `/metric/m?runs=${json(ids)}&metric=${json(metrics[0])}&plot_metric_keys=${json(metrics)}&experiments=${json(experiments)}${more}`
  }
  const iris = await runsOf('iris_classification')
  const sweep = iris.filter(({ info }) => info.run_name !== 'out-of-memory')
  const card = (page: Page, title: string): Locator => page.getByRole('group', { name: title, exact: true })
  const plot = (page: Page, title: string): Locator => card(page, title).locator('[role=img]')
  const choose = async (page: Page, title: string, item: string): Promise<void> => {
    await card(page, title).hover()
    await card(page, title)
      .getByRole('button', { name: `More for ${title}` })
      .click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }
  const add = async (page: Page, kind: string): Promise<void> => {
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('menuitem', { name: kind, exact: true }).click()
  }
  /** Numbers of the tooltip of a chart whose middle is pointed at. */
  const pointAt = async (page: Page, title: string): Promise<string> => {
    await plot(page, title).locator('canvas').waitFor()
    await plot(page, title).locator('.u-over').hover()
    await page.getByRole('tooltip').filter({ visible: true }).waitFor()
    return page.getByRole('tooltip').filter({ visible: true }).innerText()
  }

  test('twelve runs are drawn at first, more on request, and the address keeps how many', async () => {
    const page = await app.open(address(sweep.slice(0, 30), ['val_loss']))
    await card(page, 'val_loss').getByText('12 runs · 720 points').waitFor()
    await page.getByText('12 of 30 runs drawn').waitFor()
    await page.getByRole('toolbar', { name: 'Charts' }).getByRole('button', { name: '12 more' }).click()
    await card(page, 'val_loss').getByText('24 runs · 1,440 points').waitFor()
    await page.getByRole('button', { name: 'All', exact: true }).waitFor({ state: 'hidden' })
    await page.getByRole('toolbar', { name: 'Charts' }).getByRole('button', { name: '6 more' }).click()
    await card(page, 'val_loss').getByText('30 runs').waitFor()
    await page.reload()
    await card(page, 'val_loss').getByText('30 runs').waitFor()
    expectQuiet(page)
  })

  test('a chart says in words what it shows, and lists the runs by value where one points', async () => {
    const page = await app.open(address(sweep.slice(0, 3), ['val_loss']))
    const label = await plot(page, 'val_loss').getAttribute('aria-label')
    expect(label).toContain('Line chart of val_loss by step, 3 lines; from step 0 to step 59')
    for (const { info } of sweep.slice(0, 3)) expect(label).toContain(`${info.run_name} ends at 0.`)
    const text = await pointAt(page, 'val_loss')
    expect(text).toMatch(/^step \d+/)
    const values = [...text.matchAll(/\n(\d\.\d+)/g)].map(([, value]) => Number(value))
    expect(values).toHaveLength(3)
    expect(values).toEqual(values.toSorted((a, b) => b - a))
    expectQuiet(page)
  })

  test('the crosshair is linked over all charts', async () => {
    const page = await app.open(address(sweep.slice(0, 3), ['val_loss', 'train_loss']))
    await plot(page, 'train_loss').locator('canvas').waitFor()
    await pointAt(page, 'val_loss')
    const other = plot(page, 'train_loss').locator('.u-cursor-x')
    await expect.poll(async () => (await other.boundingBox())?.x ?? 0, SOON).toBeGreaterThan(0)
    const [own, linked] = await Promise.all([plot(page, 'val_loss').locator('.u-cursor-x').boundingBox(), other.boundingBox()])
    const [left, right] = await Promise.all([plot(page, 'val_loss').boundingBox(), plot(page, 'train_loss').boundingBox()])
    expect(Math.abs((own?.x ?? 0) - (left?.x ?? 0) - ((linked?.x ?? 0) - (right?.x ?? 0)))).toBeLessThan(4)
    expect(await page.getByRole('tooltip').filter({ visible: true }).count()).toBe(1)
  })

  test('a brush zooms, asks for the range again and is undone by a double click, by Back and by the button', async () => {
    const page = await app.open(address(sweep.slice(0, 3), ['val_loss']))
    const over = plot(page, 'val_loss').locator('.u-over')
    await over.waitFor()
    const brush = async (): Promise<void> => {
      const box = await over.boundingBox()
      if (!box) throw new Error('the plot has no box')
      await page.mouse.move(box.x + box.width * 0.25, box.y + 50)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 5 })
      await page.mouse.up()
    }
    const [request] = await Promise.all([page.waitForRequest(/metrics\/history/), brush()])
    const asked = request.postDataJSON() as { start: number; end: number; metric_keys: string[] }
    expect(asked.start).toBeGreaterThan(10)
    expect(asked.end).toBeLessThan(35)
    expect(page.url()).toContain(`zoom=${asked.start}%7E${asked.end}`)
    await card(page, 'val_loss')
      .getByText(`3 runs · ${(asked.end - asked.start + 1) * 3} points`)
      .waitFor()
    await over.dblclick()
    await card(page, 'val_loss').getByText('3 runs · 180 points').waitFor()
    await brush()
    await page.waitForURL(/zoom=/)
    await page.goBack()
    await card(page, 'val_loss').getByText('3 runs · 180 points').waitFor()
    await brush()
    await page.getByRole('button', { name: /show all/ }).click()
    await card(page, 'val_loss').getByText('3 runs · 180 points').waitFor()
    expectQuiet(page)
  })

  test('long metrics are sampled and say so; a zoom shows every point; noise is smoothed to its mean whatever the zoom', async () => {
    const { run } = await app.call<{ run: Run }>('POST', '/api/2.0/mlflow/runs/create', {
      experiment_id: iris[0]?.info.experiment_id ?? '',
      run_name: 'long',
    })
    for (let batch = 0; batch < 10; batch++) {
      const metrics = Array.from({ length: 1000 }, (_, at) => batch * 1000 + at).map((step) => ({
        key: 'wave',
        step,
        timestamp: 1_700_000_000_000 + step * 10,
        value: step === 5_500 ? 99 : Math.sin(step / 50),
      }))
      // Noise of mean 1 with a long tail.
      const tail = (step: number): number => -Math.log(((step * 7919) % 10_007) / 10_007 + 1e-5)
      const noise = metrics.map((point) => ({ ...point, key: 'noise', value: tail(point.step) }))
      for (const points of [metrics, noise])
        await app.call('POST', '/api/2.0/mlflow/runs/log-batch', { run_id: run.info.run_id, metrics: points })
    }
    const page = await app.open(address([run], ['wave']))
    const note = await card(page, 'wave')
      .getByText(/[\d,]+ of 10,000 points/)
      .innerText()
    expect(Number(/^[\d,]+/.exec(note)?.[0].replace(',', ''))).toBeLessThan(2_500)
    // The one high value is not lost in sampling.
    await card(page, 'wave').hover()
    await card(page, 'wave').getByRole('button', { name: 'Table of wave' }).click()
    expect(await card(page, 'wave').getByRole('row', { name: /^long/ }).innerText()).toMatch(/\t99\t9999\t10,000|\t99\t9,999\t10,000/)
    await page.goto(`${app.url}/#${address([run], ['wave'], '&zoom=5480~5519')}`)
    await card(page, 'wave').getByText('40 points', { exact: true }).waitFor()
    for (const zoom of ['', '&zoom=3000~6999', '&zoom=4900~5099']) {
      await page.goto(`${app.url}/#${address([run], ['noise'], `&smooth=0.99${zoom}`)}`)
      await expect
        .poll(async () => Math.abs(Number(/\n([\d.]+) \([\d.]+\)$/.exec(await pointAt(page, 'noise'))?.[1]) - 1), SOON)
        .toBeLessThan(0.15)
    }
    expectQuiet(page)
  })

  test('smoothing, logarithmic axis and outliers are settings of the address', async () => {
    const page = await app.open(address(sweep.slice(0, 3), ['val_loss'], '&smooth=0.6&log=1&clip=1'))
    await plot(page, 'val_loss').locator('canvas').waitFor()
    expect(await page.getByRole('slider', { name: 'Smoothing' }).inputValue()).toBe('0.6')
    expect(await page.getByRole('checkbox', { name: 'Log y' }).isChecked()).toBe(true)
    expect(await pointAt(page, 'val_loss')).toMatch(/0\.\d+ \(0\.\d+\)/)
    await page.getByRole('slider', { name: 'Smoothing' }).fill('0')
    await page.getByRole('checkbox', { name: 'Ignore outliers' }).uncheck()
    await page.waitForURL((url) => !url.hash.includes('smooth=') && !url.hash.includes('clip='))
    expect(await pointAt(page, 'val_loss')).not.toContain('(')
    expectQuiet(page)
  })

  test('x is step, relative time, wall time or a metric', async () => {
    const page = await app.open(address(sweep.slice(0, 2), ['val_loss']))
    const axis = page.getByRole('combobox', { name: 'x axis' })
    for (const [x, words] of [
      ['relative', /by relative time, 2 lines; from 0 ms after the start to 59\.0 s after the start/],
      ['time', /by wall time, 2 lines; from 20\d\d-/],
      ['metrics.train_loss', /by train_loss, 2 lines; from train_loss 0\.\d+ to train_loss/],
      ['step', /by step, 2 lines; from step 0/],
    ] as const) {
      await axis.selectOption(x)
      await expect.poll(() => plot(page, 'val_loss').getAttribute('aria-label'), SOON).toMatch(words)
      await plot(page, 'val_loss').locator('canvas').waitFor()
    }
    expectQuiet(page)
  })

  test('values that are not numbers are marked and reported', async () => {
    const failed = iris.filter(({ info }) => info.run_name === 'out-of-memory')
    const page = await app.open(address(failed, ['val_loss']))
    await plot(page, 'val_loss').locator('canvas').waitFor()
    expect(await plot(page, 'val_loss').getAttribute('aria-label')).toContain('1 line with NaN, infinity')
    await choose(page, 'val_loss', 'Edit')
    await page.getByRole('button', { name: 'Done' }).click()
    const [file] = await Promise.all([page.waitForEvent('download'), choose(page, 'val_loss', 'Download CSV')])
    const csv = await readFile(await file.path(), 'utf8')
    expect(csv).toMatch(/out-of-memory,0,NaN,0,/)
    expect(csv).toMatch(/out-of-memory,1,Infinity,1,/)
    expectQuiet(page)
  })

  test('a metric with one point a run is drawn as bars', async () => {
    const page = await app.open(address(sweep.slice(0, 5), ['accuracy']))
    await plot(page, 'accuracy').locator('canvas').waitFor()
    expect(await plot(page, 'accuracy').getAttribute('aria-label')).toBe('Bars of 5 runs: accuracy')
    expectQuiet(page)
  })

  test('each chart has a table, full screen, PNG, SVG and CSV', async () => {
    const page = await app.open(address(sweep.slice(0, 3), ['val_loss', 'accuracy']))
    for (const title of ['val_loss', 'accuracy']) {
      const button = (name: string): Locator => card(page, title).getByRole('button', { name })
      await plot(page, title).locator('canvas').waitFor()
      for (const [item, start] of [
        ['Download PNG', '\u0089PNG'],
        ['Download SVG', '<svg'],
        ['Download CSV', title === 'accuracy' ? 'Run,accuracy' : 'run,step,value,step,time'],
      ] as const) {
        const [file] = await Promise.all([page.waitForEvent('download'), choose(page, title, item)])
        expect((await readFile(await file.path(), 'latin1')).slice(0, 40)).toContain(start)
        expect(file.suggestedFilename()).toMatch(new RegExp(`^${title}\\.`))
      }
      await card(page, title).hover()
      await button(`Table of ${title}`).click()
      expect(await card(page, title).getByRole('row').count()).toBe(4)
      await button(`Table of ${title}`).click()
      await button(`Full screen of ${title}`).click()
      await page.getByRole('dialog', { name: title }).getByRole('img').locator('canvas').waitFor()
      expect((await page.getByRole('dialog', { name: title }).boundingBox())?.width).toBe(1440)
      expect(await page.getByRole('dialog', { name: title }).getByRole('slider', { name: 'Smoothing' }).count()).toBe(
        title === 'val_loss' ? 1 : 0,
      )
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    }
    expectQuiet(page)
  })

  test('charts are found by regular expression', async () => {
    const page = await app.open(address(sweep.slice(0, 3), ['val_loss', 'train_loss', 'val_accuracy']))
    await page.getByRole('textbox', { name: /Search charts/ }).fill('^val')
    await card(page, 'train_loss').waitFor({ state: 'hidden' })
    await page.waitForURL(/charts=/)
    expect(
      await page
        .getByRole('group')
        .filter({ has: page.getByRole('img') })
        .count(),
    ).toBe(2)
    await page.getByRole('textbox', { name: /Search charts/ }).fill('no[')
    await page.getByText('No chart is called no[').waitFor()
    await page.getByRole('button', { name: 'Show all charts' }).click()
    await card(page, 'train_loss').waitFor()
  })

  test('sections are made by prefix, system metrics last; they fold, are renamed, moved and deleted, and stay so', async () => {
    const page = await app.open(address(sweep.slice(0, 2), ['system/cpu_utilization_percentage', 'val_loss']))
    const names = (): Promise<string[]> =>
      page
        .getByRole('region')
        .locator('h2')
        .allInnerTexts()
        .then((texts) => texts.map((text) => text.replaceAll(/\s+/g, ' ')))
    await expect.poll(names, SOON).toEqual(['Metrics 1', 'system 1'])
    await page.getByRole('button', { name: 'Metrics 1' }).click()
    await card(page, 'val_loss').waitFor({ state: 'hidden' })
    await page.reload()
    await card(page, 'system/cpu_utilization_percentage').waitFor()
    expect(await card(page, 'val_loss').count()).toBe(0)
    await page.getByRole('button', { name: 'Move the section system' }).press('ArrowUp')
    await expect.poll(names, SOON).toEqual(['system 1', 'Metrics 1'])
    await page.getByRole('button', { name: 'More for the section system' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('textbox', { name: 'Name of the section' }).fill('Machine')
    await page.keyboard.press('Enter')
    await add(page, 'Section')
    await expect.poll(names, SOON).toEqual(['New section 0', 'Machine 1', 'Metrics 1'])
    await page.getByRole('button', { name: 'More for the section Machine' }).click()
    await page.getByRole('menuitem', { name: 'Delete with its charts' }).click()
    await expect.poll(names, SOON).toEqual(['New section 0', 'Metrics 1'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(names, SOON).toEqual(['New section 0', 'Machine 1', 'Metrics 1'])
    expectQuiet(page)
  })

  test('charts move by keyboard, by menu and by dragging, and are sized by their corner', async () => {
    const page = await app.open(address(sweep.slice(0, 2), ['val_loss', 'train_loss', 'system/cpu_utilization_percentage']))
    const titles = (): Promise<string[]> => page.locator('h3').allInnerTexts()
    await expect.poll(titles, SOON).toEqual(['val_loss', 'train_loss', 'cpu_utilization_percentage'])
    await card(page, 'val_loss').getByRole('button', { name: 'Move val_loss' }).press('ArrowRight')
    await expect.poll(titles, SOON).toEqual(['train_loss', 'val_loss', 'cpu_utilization_percentage'])
    await choose(page, 'train_loss', 'Move to system')
    await expect.poll(titles, SOON).toEqual(['val_loss', 'cpu_utilization_percentage', 'train_loss'])
    await card(page, 'train_loss').hover()
    await card(page, 'train_loss').getByRole('button', { name: 'Move train_loss' }).dragTo(card(page, 'val_loss'))
    await expect.poll(titles, SOON).toEqual(['train_loss', 'val_loss', 'cpu_utilization_percentage'])
    await choose(page, 'val_loss', 'Delete')
    await expect.poll(titles, SOON).toEqual(['train_loss', 'cpu_utilization_percentage'])
    const width = async (): Promise<number> => (await card(page, 'train_loss').boundingBox())?.width ?? 0
    const before = await width()
    await page.getByRole('combobox', { name: 'Columns' }).selectOption('2')
    await card(page, 'train_loss').getByRole('button', { name: 'Resize train_loss' }).press('ArrowRight')
    await expect.poll(width, SOON).toBeGreaterThan(before * 3)
    await page.reload()
    await expect.poll(titles, SOON).toEqual(['train_loss', 'cpu_utilization_percentage'])
    expect(await width()).toBeGreaterThan(before * 3)
    expectQuiet(page)
  })

  test('every kind of chart can be added, drawn and edited', async () => {
    const page = await app.open(address(sweep, ['val_loss']))
    await card(page, 'val_loss').waitFor()
    for (const [kind, label] of [
      ['Lines', /(Line chart|Bars) of/],
      ['Bars', /Bars of 12 runs/],
      ['Scatter', /Scatter plot of 40 runs/],
      ['Parallel coordinates', /Parallel coordinates of 40 runs/],
      ['Contour', /Contour plot of 40 runs/],
      ['Box', /Box plot of 40 runs/],
      ['Difference from the baseline', /Differences from the baseline of 12 runs/],
    ] as const) {
      await add(page, kind)
      const made = page.getByRole('region', { name: 'My charts' }).locator('[data-panel]').last()
      await made.getByRole('img', { name: label }).locator('canvas').waitFor()
      await made.getByRole('button', { name: 'Done' }).click()
    }
    await add(page, 'Scatter')
    // The menu gives the focus back to its button when it has closed, which a field that is typed into by then would lose.
    await expect
      .poll(() => page.getByRole('button', { name: 'Add', exact: true }).evaluate((button) => button === document.activeElement))
      .toBe(true)
    await page.getByRole('form', { name: 'Edit chart' }).getByRole('combobox', { name: 'y', exact: true }).fill('val_loss')
    await page.getByRole('listbox', { name: 'y', exact: true }).getByRole('option', { name: 'val_loss', exact: true }).click()
    await page.getByRole('img', { name: /Scatter plot of 40 runs: .*, val_loss/ }).waitFor()
    expectQuiet(page)
  })

  test('a line chart draws a formula over metrics; a wrong one is marked at its character', async () => {
    const runs = sweep.slice(0, 3)
    const path = `/experiments/${runs[0]?.info.experiment_id}?view=charts&q=${encodeURIComponent(`attributes.run_id IN (${runs.map(({ info }) => `'${info.run_id}'`).join(', ')})`)}`
    const page = await app.open(path)
    await plot(page, 'val_loss').waitFor()
    await choose(page, 'val_loss', 'Edit')
    const field = page.getByRole('textbox', { name: 'Expression for y' })
    for (const [wrong, message] of [
      ['${val_loss} * ', /At character 15: expected a number, a metric or a parenthesis, not the end/],
      ['${val_loss} * los', /At character 15: los is no function/],
      ['${val_los}', /At character 1: no run has a metric val_los/],
    ] as const) {
      await field.fill(wrong)
      await page.getByText(message).waitFor()
      expect(await page.locator('[data-wrong=true]').count()).toBe(1)
      // The chart stays what it was.
      await plot(page, 'val_loss').waitFor()
    }
    const formula = '${val_loss} * 100 - sqrt(${train_loss})'
    await field.fill('${val_loss} * 100 - sqrt()')
    await field.press('ArrowLeft')
    await page.getByRole('combobox', { name: 'Put in a metric' }).click()
    await page.getByRole('listbox', { name: 'Put in a metric' }).getByRole('option', { name: 'train_loss', exact: true }).click()
    expect(await field.inputValue()).toBe(formula)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.reload()
    await expect.poll(() => plot(page, formula).getAttribute('aria-label'), SOON).toContain('3 lines; from step 0 to step 59')
    const label = (await plot(page, formula).getAttribute('aria-label')) ?? ''
    for (const { info, data } of runs) {
      const last = (key: string): number => Number(data.metrics?.find((metric) => metric.key === key)?.value)
      const drawn = new RegExp(`${info.run_name} ends at ([\\d.]+)`).exec(label)?.[1]
      expect(Number(drawn)).toBeCloseTo(last('val_loss') * 100 - Math.sqrt(last('train_loss')), 2)
    }
    await page.goto(`${app.url}/#${path}&group=params.max_depth`)
    await card(page, formula).getByText('Expressions are drawn for runs, not for groups.').waitFor()
    expectQuiet(page)
  })

  test('charts of a grouped table show one band a group', async () => {
    const depths = Map.groupBy(sweep, ({ data }) => data.params?.find(({ key }) => key === 'max_depth')?.value ?? '')
    const q = encodeURIComponent("attributes.status = 'FINISHED'")
    const page = await app.open(`/experiments/${sweep[0]?.info.experiment_id}?view=charts&group=params.max_depth&q=${q}`)
    await card(page, 'train_loss').getByText(`${depths.size} groups · mean, 95 %`).waitFor()
    const label = await plot(page, 'train_loss').getAttribute('aria-label')
    expect(label).toContain(`Line chart of train_loss by step, ${depths.size} lines`)
    const legend = await page.getByRole('list', { name: 'Legend' }).getByRole('listitem').allTextContents()
    expect(legend.toSorted()).toEqual([...depths.keys()].map((depth) => `max_depth = ${depth}`).toSorted())
    const listed = await pointAt(page, 'train_loss')
    for (const [depth, runs] of depths) expect(listed).toContain(`max_depth = ${depth} · ${runs.length} runs`)
    await card(page, 'accuracy').getByText(`${depths.size} groups · mean, 95 %`).waitFor()
    await card(page, 'accuracy')
      .getByRole('img', { name: `Bars of ${depths.size} groups: accuracy` })
      .waitFor()
    expectQuiet(page)
  })

  test('a legend of more than three lines ends with a button that shows the rest', async () => {
    const page = await app.open(
      `/experiments/${sweep[0]?.info.experiment_id}?view=charts&draw=40&q=${encodeURIComponent("attributes.status = 'FINISHED'")}`,
    )
    const legend = page.getByRole('list', { name: 'Legend' })
    const more = legend.getByRole('button', { name: /^\d+ more$/ })
    await more.waitFor()
    const tops = (): Promise<number[]> =>
      legend.evaluate((list) => [
        ...new Set([...list.children].filter((item) => !(item as HTMLElement).hidden).map((item) => (item as HTMLElement).offsetTop)),
      ])
    expect(await tops()).toHaveLength(3)
    const named = await legend.getByRole('listitem').count()
    // All but the line of the button are names.
    expect(Number.parseInt(await more.innerText(), 10) + named - 1).toBe(40)
    await page.setViewportSize({ width: 700, height: 900 })
    await expect.poll(() => legend.getByRole('listitem').count(), SOON).toBeLessThan(named)
    expect(await tops()).toHaveLength(3)
    await more.click()
    await expect.poll(() => legend.getByRole('listitem').count(), SOON).toBe(41)
    await legend.getByRole('button', { name: 'Fewer' }).click()
    await expect.poll(() => tops(), SOON).toHaveLength(3)
    const few = await app.open(address(sweep.slice(0, 3), ['val_loss']))
    await expect.poll(() => few.getByRole('list', { name: 'Legend' }).getByRole('listitem').allTextContents(), SOON).toHaveLength(3)
    expectQuiet(page)
  })

  test('a brush on parallel axes chooses runs', async () => {
    const page = await app.open(address(sweep, ['val_loss']))
    await add(page, 'Parallel coordinates')
    const chart = page.getByRole('img', { name: /Parallel coordinates of 40 runs/ })
    await page.getByRole('button', { name: 'Done' }).click()
    await chart.locator('canvas').first().waitFor()
    await expect.poll(async () => (await chart.boundingBox())?.width ?? 0, SOON).toBeGreaterThan(1000)
    await chart.scrollIntoViewIfNeeded()
    const box = await chart.boundingBox()
    if (!box) throw new Error('the chart has no box')
    // The lower half of the first axis.
    await page.mouse.move(box.x + 40, box.y + box.height * 0.5)
    await page.mouse.down()
    await page.mouse.move(box.x + 40, box.y + box.height - 19, { steps: 6 })
    await page.mouse.up()
    const note = page.getByText(/^\d+ of 40 runs brushed$/)
    await note.waitFor()
    const left = Number.parseInt(await note.innerText(), 10)
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(40)
    expectQuiet(page)
  })

  test('images are shown by key, at the step of the slider', async () => {
    const page = await app.open(address(await runsOf('artifacts'), ['tiny']))
    await add(page, 'Images')
    const picture = (step: number): Locator => card(page, 'Images').getByRole('img', { name: `mask of every-file at step ${step}` })
    await picture(4).waitFor()
    await expect.poll(() => picture(4).evaluate((one: HTMLImageElement) => one.naturalWidth), SOON).toBeGreaterThan(0)
    await card(page, 'Images').getByRole('slider', { name: 'Step' }).focus()
    await page.keyboard.press('ArrowLeft')
    await picture(3).waitFor()
    expectQuiet(page)
  })

  test('the keyboard alone points, zooms and shows all', async () => {
    const page = await app.open(address(sweep.slice(0, 3), ['val_loss']))
    await plot(page, 'val_loss').locator('canvas').waitFor()
    await plot(page, 'val_loss').focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('tooltip').filter({ visible: true }).waitFor()
    await page.keyboard.press('+')
    await page.waitForURL(/zoom=/)
    await page.keyboard.press('0')
    await page.waitForURL((url) => !url.hash.includes('zoom='))
    expectQuiet(page)
  })

  test('new points appear without a reload', async () => {
    const { run } = await app.call<{ run: Run }>('POST', '/api/2.0/mlflow/runs/create', {
      experiment_id: iris[0]?.info.experiment_id ?? '',
      run_name: 'growing',
    })
    const log = (step: number) =>
      app.call('POST', '/api/2.0/mlflow/runs/log-metric', {
        run_id: run.info.run_id,
        key: 'grows',
        value: step * 2,
        step,
        timestamp: 1_700_000_000_000 + step,
      })
    await log(1)
    await log(2)
    const page = await app.open(address([run], ['grows']))
    await card(page, 'grows').getByText('2 points', { exact: true }).waitFor()
    await log(3)
    await card(page, 'grows').getByText('3 points', { exact: true }).waitFor()
    expect(await plot(page, 'grows').getAttribute('aria-label')).toContain('growing ends at 6')
  })

  test('an address without runs, or with runs that are gone, says so', async () => {
    const page = await app.open('/metric/loss')
    await page.getByText('This address names no runs or no metric').waitFor()
    await page.goto(`${app.url}/#/metric/loss?runs=${encodeURIComponent('["0123456789abcdef0123456789abcdef"]')}&metric=%22loss%22`)
    await page.getByText('These runs are gone').waitFor()
    expectQuiet(page)
  })
})
