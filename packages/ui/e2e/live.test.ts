import type { Run } from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { available, expectQuiet, openApp } from './browser.ts'

describe.skipIf(!available)('live', async () => {
  if (!available) return
  const app = await openApp({ data: 'empty' })
  const api = <Answer>(path: string, body: object): Promise<Answer> => app.call('POST', `/api/2.0/mlflow/${path}`, body)

  test('an empty server shows how to log, waits for the first run, and switches to it by itself', async () => {
    const page = await app.open('/')
    await page.getByText('set_tracking_uri').first().waitFor()
    expect(await page.locator('pre').first().innerText()).toContain(app.url)
    const { run } = await api<{ run: Run }>('runs/create', { experiment_id: '0', run_name: 'the-first-run', start_time: Date.now() })
    await page.getByText('the-first-run').first().waitFor()
    await api('runs/update', { run_id: run.info.run_id, status: 'FINISHED', end_time: Date.now() })
    await page.getByText('finished').first().waitFor()
    expectQuiet(page)
  })

  test('a metric that is logged appears on the page of its run without a reload', async () => {
    const { run } = await api<{ run: Run }>('runs/create', { experiment_id: '0', run_name: 'watched', start_time: Date.now() })
    const page = await app.open(`/experiments/0/runs/${run.info.run_id}`)
    await page.getByRole('heading', { level: 1, name: 'watched' }).waitFor()
    await api('runs/log-metric', { run_id: run.info.run_id, key: 'fresh_loss', value: 0.4321, timestamp: Date.now(), step: 1 })
    await page.getByText('fresh_loss').first().waitFor()
    await page.getByText('0.4321').first().waitFor()
    await api('runs/log-metric', { run_id: run.info.run_id, key: 'fresh_loss', value: 0.1234, timestamp: Date.now(), step: 2 })
    await page.getByText('0.1234').first().waitFor()
    expectQuiet(page)
  })

  test('a new run appears in the table of its experiment', async () => {
    const page = await app.open('/experiments/0/runs')
    await page.getByText('watched').first().waitFor()
    await api('runs/create', { experiment_id: '0', run_name: 'came-later', start_time: Date.now() })
    await page.getByText('came-later').first().waitFor()
    expectQuiet(page)
  })
})
