import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import type * as index from './index.ts'

const INDEX = fileURLToPath(new URL('./index.ts', import.meta.url))
const MOST_BYTES = 20 * 1024

async function bundle(): Promise<{ text: string; inputs: string[] }> {
  const made = await build({
    entryPoints: [INDEX],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'esm',
  })
  return { text: made.outputFiles[0]?.text ?? '', inputs: Object.keys(made.metafile.inputs) }
}

test(`a bundle for browsers is below ${MOST_BYTES} bytes after gzip and holds nothing but this package`, async () => {
  const { text, inputs } = await bundle()
  expect(inputs.filter((file) => !file.includes('packages/sdk/src/'))).toEqual([])
  expect(text).not.toMatch(/\bimport\s*\(|\brequire\s*\(|\bfrom\s*["']/)
  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(MOST_BYTES)
})

test('it runs where there is no process', async () => {
  const { text } = await bundle()
  const node = globalThis.process
  try {
    Reflect.deleteProperty(globalThis, 'process')
    // Built from the text: a module of the file system would need the process.
    const sdk = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`)) as typeof index
    expect(sdk.journalFolder()).toBeUndefined()
    expect(String(sdk.metric('a').gt(1))).toBe('metrics.`a` > 1')
    expect(new sdk.Tracking({ trackingUri: 'http://localhost:5000' }).activeRun()).toBeUndefined()
  } finally {
    globalThis.process = node
  }
})
