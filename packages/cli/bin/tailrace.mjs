#!/usr/bin/env node
// The program as npm installs it, in a clone and as a package: finds a Node that can run it, then the quickest form of the program.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ensureNode, isNodeAtLeast } from './ensure-node.mjs'

const packaged = new URL('./main.js', import.meta.url)
/** In a clone: dist/ when it is newer than the sources, else the sources. */
const inClone = async () => {
  const { DIST, isBundleStale } = await import('../../../scripts/build.mjs')
  return isBundleStale() ? new URL('../src/main.ts', import.meta.url) : new URL(`file://${DIST}/main.js`)
}

await ensureNode('22.13')
const main = existsSync(fileURLToPath(packaged)) ? packaged : await inClone()
// Node runs TypeScript as it is from 22.18 on.
if (main.pathname.endsWith('.ts') && !isNodeAtLeast('22.18')) await ensureNode('22.18')
await import(main.href)
