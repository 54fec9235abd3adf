import { fileURLToPath } from 'node:url'
import { reporters } from '@tailrace/testing'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Browser tests: a real Chromium, a real server, data made by the Python client. */
export default defineConfig({
  test: {
    root,
    include: ['packages/ui/e2e/*.test.ts'],
    globalSetup: ['packages/ui/e2e/setup.ts'],
    reporters: reporters(),
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // As long as a page's own waits, on a busy machine too.
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 3,
  },
})
