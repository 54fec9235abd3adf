import { describe, expect, test } from 'vitest'
import { available, expectAccessible, expectNoSideScroll, expectQuiet, openApp } from './browser.ts'
import { LANGUAGES, runShownCode } from './shown-code.ts'

describe.skipIf(!available)('home', async () => {
  if (!available) return
  const app = await openApp()
  const api = <Answer>(path: string, body: object): Promise<Answer> => app.call<Answer>('POST', `/api/2.0/mlflow/${path}`, body)
  const newRun = async (name: string, status?: string): Promise<void> => {
    const { run: made } = await api<{ run: { info: { run_id: string } } }>('runs/create', {
      experiment_id: '0',
      run_name: name,
      start_time: Date.now(),
    })
    if (status) await api('runs/update', { run_id: made.info.run_id, status, end_time: Date.now() })
  }

  test('a run that starts appears at the top without a reload', async () => {
    const page = await app.open('/')
    const rows = page.getByRole('grid', { name: 'Recent runs' }).getByRole('row')
    await rows.nth(1).waitFor()
    await page.getByRole('status', { name: /Changes appear/ }).waitFor()
    await newRun('just-started')
    await page.getByRole('link', { name: 'just-started' }).waitFor()
    expect(await rows.nth(1).textContent()).toContain('just-started')
    await rows.nth(1).getByRole('img', { name: 'running' }).waitFor()
    expectQuiet(page)
  })

  test('a run that fails appears among the failures', async () => {
    await newRun('just-failed', 'FAILED')
    const page = await app.open('/')
    const failures = page.locator('section').filter({ has: page.getByRole('heading', { name: /Failed in the last 24 h/ }) })
    await failures.getByRole('link', { name: 'just-failed' }).click()
    await page.waitForURL(/\/experiments\/0\/runs\/[0-9a-f]{32}/)
  })

  test('a run that has stalled is named, and marked as failed with an undo', async () => {
    const { run } = await api<{ run: { info: { run_id: string } } }>('runs/create', {
      experiment_id: '0',
      run_name: 'stuck',
      start_time: Date.now() - 7_200_000,
    })
    const { run_id } = run.info
    const last_point = Date.now() - 3_600_000
    const page = await app.open('/')
    // The server has to watch a run for ten minutes before it says so, which server/run-activity.test.ts tests with a clock of its own.
    const stalled = { run_id, experiment_id: '0', run_name: 'stuck', last_point, usual_interval: 12_000 }
    let runs = [stalled]
    await page.route('**/runs/stalled', (route) => route.fulfill({ json: { runs } }))
    await page.reload()
    const section = page.locator('section').filter({ has: page.getByRole('heading', { name: /Stalled runs/ }) })
    await section.getByRole('img', { name: 'stalled' }).waitFor()
    await expectAccessible(page)
    runs = []
    await section.getByRole('button', { name: 'Mark as failed' }).click()
    await page.getByText('Marked stuck as failed').waitFor()
    await section.waitFor({ state: 'detached' })
    const { run: after } = await app.call<{ run: { info: { status: string; end_time: number } } }>(
      'GET',
      `/api/2.0/mlflow/runs/get?run_id=${run_id}`,
    )
    expect(after.info).toMatchObject({ status: 'FAILED', end_time: last_point })
  })

  test('a star pins an experiment to home, and takes it off again', async () => {
    const page = await app.open('/experiments')
    await page.getByRole('button', { name: 'Pin iris_classification to home' }).click()
    await page.goto(`${app.url}/#/`)
    const pinned = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Pinned experiments' }) })
    await pinned.getByRole('link', { name: 'iris_classification' }).waitFor()
    await pinned.getByText(/\d+ runs/).waitFor()
    await pinned.getByRole('button', { name: 'Pin iris_classification to home' }).click()
    await pinned.getByText('Star an experiment').waitFor()
  })

  test('experiments that changed last stand there, the newest first, with their description and tags', async () => {
    const { experiment_id } = await api<{ experiment_id: string }>('experiments/create', { name: 'team/just-made' })
    await api('experiments/set-experiment-tag', { experiment_id, key: 'mlflow.note.content', value: '\n## Ask *Ada*\nfirst' })
    await api('experiments/set-experiment-tag', { experiment_id, key: 'stage', value: 'trial' })
    const page = await app.open('/')
    const recent = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Recent experiments' }) })
    const items = recent.getByRole('listitem')
    await recent.getByRole('link', { name: 'team/just-made' }).waitFor()
    expect(await items.count()).toBe(5)
    expect((await items.first().innerText()).split('\n').map((line) => line.trim())).toEqual([
      'team/just-made',
      expect.stringMatching(/now|ago|s$/),
      'Ask Ada',
      'stage trial',
    ])
    await page.getByRole('status', { name: /Changes appear/ }).waitFor()
    await api('experiments/create', { name: 'even-newer' })
    await items.first().getByRole('link', { name: 'even-newer' }).waitFor()
    await recent.getByRole('link', { name: 'All experiments' }).click()
    await page.getByRole('heading', { level: 1, name: 'Experiments' }).waitFor()
    expectQuiet(page)
  })

  test('models that changed last stand there with an alias', async () => {
    const page = await app.open('/')
    const models = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Recently updated models' }) })
    await models
      .getByText(/champion|challenger/)
      .first()
      .waitFor()
    await models.getByRole('link', { name: 'churn', exact: true }).click()
    await page.waitForURL(/#\/models\/churn$/)
  })

  test('j and Enter open a run', async () => {
    const page = await app.open('/')
    await page.getByRole('grid', { name: 'Recent runs' }).getByRole('row').nth(2).waitFor()
    await page.keyboard.press('j')
    await page.locator('tr[data-index="0"]:focus').waitFor()
    await page.keyboard.press('j')
    await page.locator('tr[data-index="1"]:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/runs\/[0-9a-f]{32}/)
  })
})

describe.skipIf(!available)('an empty server', async () => {
  if (!available) return
  for (const language of LANGUAGES)
    describe(language, async () => {
      const app = await openApp({ data: 'empty' })

      test(`the ${language} code runs as it stands, and the page goes to its run by itself`, async () => {
        const page = await app.open('/')
        await page.getByText('This server has no run yet').waitFor()
        if (language === 'curl') {
          await expectAccessible(page)
          await page.setViewportSize({ width: 420, height: 900 })
          await expectNoSideScroll(page)
        }
        expect(await runShownCode(app, page, language)).toContain(app.url)
        await page.waitForURL(/\/experiments\/\d+\/runs\/[0-9a-f]{32}/)
        expectQuiet(page)
      })
    })
})
