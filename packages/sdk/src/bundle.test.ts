import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type * as index from './index.ts'
import { type TestServer, startServer } from './servers-for-tests.ts'

vi.setConfig({ testTimeout: 60_000 })

const INDEX = fileURLToPath(new URL('./index.ts', import.meta.url))
const MOST_BYTES = 22 * 1024

async function bundle(format: 'esm' | 'iife'): Promise<{ text: string; inputs: string[] }> {
  const made = await build({
    entryPoints: [INDEX],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'browser',
    target: 'es2022',
    format,
    globalName: 'sdk',
  })
  return { text: made.outputFiles[0]?.text ?? '', inputs: Object.keys(made.metafile.inputs) }
}

test(`a bundle for browsers is below ${MOST_BYTES} bytes after gzip and holds nothing but this package`, async () => {
  const { text, inputs } = await bundle('esm')
  expect(inputs.filter((file) => !file.includes('packages/sdk/src/'))).toEqual([])
  expect(text).not.toMatch(/\bimport\s*\(|\brequire\s*\(|\bfrom\s*["']/)
  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(MOST_BYTES)
})

/** What browsers, Deno and Bun have in common; no process, no modules. */
const WEB = `
  AbortController AbortSignal Blob CompressionStream Headers ReadableStream Request Response TransformStream URL
  URLSearchParams TextDecoder TextEncoder btoa clearInterval clearTimeout crypto fetch setInterval setTimeout
  Uint8Array ArrayBuffer DataView performance
`
  .trim()
  .split(/\s+/)

describe('where there is nothing but what browsers have', () => {
  let server: TestServer
  let sdk: typeof index
  const said: string[] = []
  beforeAll(async () => {
    server = await startServer()
    const globals = Object.fromEntries(WEB.map((name) => [name, (globalThis as Record<string, unknown>)[name]]))
    const console = { warn: (text: string) => said.push(text) }
    const context = vm.createContext({ ...globals, console, location: { href: 'https://pages.example.org/train' } })
    vm.runInContext((await bundle('iife')).text, context)
    sdk = (context as unknown as { sdk: typeof index }).sdk
  }, 100_000)
  afterAll(() => server?.remove())

  test('there is no journal and no process to ask', () => {
    expect(sdk.journalFolder()).toBeUndefined()
    expect(new sdk.Tracking({ trackingUri: server.url }).activeRun()).toBeUndefined()
  })

  test('runs, metrics, files, pictures and searches work', async () => {
    const tracking = new sdk.Tracking({ trackingUri: server.url, strict: true, experimentName: 'browser', logSystemMetrics: true })
    const { run, child } = await tracking.withRun({ runName: 'page' }, async (page) => {
      await tracking.logParam('depth', 3)
      for (let step = 0; step < 1500; step++) await tracking.logMetric('loss', 1 / (step + 1), { step })
      await tracking.logText('hello', 'notes/a.txt')
      await tracking.logFile(new Blob(['x'.repeat(100_000)]), 'big.bin')
      await tracking.logImage({ width: 1, height: 1, channels: 1, data: new Uint8Array([7]) }, 'dot.png')
      await tracking.logInput({ name: 'd', source: 'https://example.org/d.csv' })
      const nested = await tracking.withRun({ runName: 'child' }, async (inner) => inner.runId)
      expect(tracking.activeRun()).toBe(page)
      return { run: page, child: nested }
    })
    expect(await run.artifacts.text('notes/a.txt')).toBe('hello')
    const [found] = await tracking.searchRuns({ filter: sdk.metric('loss').lt(0.01).and(sdk.param('depth').eq('3')) })
    expect(found?.info).toMatchObject({ run_id: run.runId, status: 'FINISHED' })
    expect(found?.metrics['loss']).toBeCloseTo(1 / 1500)
    expect(found?.tags['mlflow.source.name']).toBe('https://pages.example.org/train')
    const [inner] = await tracking.searchRuns({ filter: sdk.attribute('run_id').eq(child ?? '') })
    expect(inner?.tags['mlflow.parentRunId']).toBe(run.runId)
    expect(said).toEqual([])
  })

  test('files of the machine are refused, in words', async () => {
    const tracking = new sdk.Tracking({ trackingUri: server.url, strict: true })
    await tracking.withRun({}, async (run) => {
      await expect(run.logArtifact('/etc/hostname')).rejects.toThrow(/There are no files here/)
      await expect(run.artifacts.download('a', '/tmp')).rejects.toThrow(/There are no files here/)
    })
  })

  test('an outage is reported on the console, and training goes on', async () => {
    const tracking = new sdk.Tracking({ trackingUri: 'http://127.0.0.1:1', retries: 0, endTimeout: 50 })
    await tracking.withRun({}, async () => tracking.logMetric('loss', 1))
    expect(said).toEqual([
      expect.stringMatching(/^tailrace: .*experiments\/get-by-name.* It was kept and will be retried\.$/),
      'tailrace: 2 values of a run could not be sent and will be lost when this process ends.',
    ])
  })
})
