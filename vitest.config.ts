import { reporters } from '@tailrace/testing'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'trials/*.test.ts', 'scripts/**/*.test.ts'],
    // One PostgreSQL server for the whole run; every test file makes databases of its own in it.
    globalSetup: ['packages/testing/src/postgres-global-setup.ts'],
    reporters: reporters(),
    testTimeout: 90_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
})
