import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createClient } from '@tailrace/sdk'
import { expect, test, vi } from 'vitest'
// Their types alone, so that the compiler reads the scripts.
import type { epochMetrics } from '../examples/typescript/advanced-tracking.ts'
import type { topRuns } from '../examples/typescript/compare-runs.ts'
import type { predictWith } from '../examples/typescript/load-model.ts'
import type { trainModel } from '../examples/typescript/train.ts'
import { serverWithJournal } from './sdk-server.ts'

vi.setConfig({ testTimeout: 120_000 })

type Script = 'train' | 'advanced-tracking' | 'compare-runs' | 'load-model'
/** What each script says, by the function that says it. */
interface Says {
  train: Awaited<ReturnType<typeof trainModel>>['runId']
  'advanced-tracking': keyof ReturnType<typeof epochMetrics>
  'compare-runs': Awaited<ReturnType<typeof topRuns>>[number]['info']['run_id']
  'load-model': Awaited<ReturnType<typeof predictWith>>
}

const setting = serverWithJournal()

function run(script: Script & keyof Says): Promise<string> {
  const path = fileURLToPath(new URL(`../examples/typescript/${script}.ts`, import.meta.url))
  const env = { ...process.env, MLFLOW_TRACKING_URI: setting.server.url, TAILRACE_JOURNAL_DIR: setting.journal }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [path], { env }, (error, out) => (error ? reject(error) : resolve(out)))
  })
}

test('the four scripts, one after the other', async () => {
  const trained = await run('train')
  expect(trained.match(/^Run ID: [0-9a-f]{32}$/gm)).toHaveLength(4)
  const [, accuracy] = /^Best model: run [0-9a-f]{32}, accuracy (\S+), /m.exec(trained) ?? []
  expect(Number(accuracy)).toBeGreaterThan(0.9)

  const [, runId = ''] = /^Run ID: (\S+)$/m.exec(await run('advanced-tracking')) ?? []
  const client = createClient({ trackingUri: setting.server.url })
  const { metrics } = await client.getMetricHistory({ run_id: runId, metric_key: 'val_loss' })
  expect(metrics?.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  const { files } = await client.listArtifacts({ run_id: runId })
  expect(files?.map(({ path }) => path)).toEqual(['config.json', 'status.txt'])

  const compared = (await run('compare-runs')).trim().split('\n')
  expect(compared).toHaveLength(6)
  expect(compared.at(-1)).toContain(`accuracy ${accuracy}`)

  const loaded = (await run('load-model')).trim().split('\n')
  expect(loaded.map((line) => line.split(': ')[1])).toEqual(['setosa', 'setosa', 'setosa', 'setosa'])
  const { model_versions } = await client.searchModelVersions({})
  expect(model_versions?.map(({ name, version }) => `${name} ${version}`).sort()).toEqual(
    [1, 2, 3, 4].map((version) => `iris_classifier ${version}`),
  )
})
