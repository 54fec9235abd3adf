import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { CHROMIUM } from './chromium.ts'
import { pagesOf } from './pages.ts'
import { startServerProcess } from './server.ts'
import setup, { copyTraining } from './setup.ts'

const OUT = fileURLToPath(new URL('../../../.cache/screenshots', import.meta.url))

/**
 * Takes pictures of every page at 1440 and 420 px, light and dark, into .cache/screenshots: npm run screenshots [-- PART OF A NAME]
 * TAILRACE_UI_FOLDER names another build of the UI.
 */
async function main([wanted = '']: readonly string[]): Promise<void> {
  await setup()
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-screenshots-'))
  copyTraining(folder)
  const server = await startServerProcess(folder)
  const browser = await chromium.launch({ ...(CHROMIUM && { executablePath: CHROMIUM }), args: ['--no-sandbox'] })
  mkdirSync(OUT, { recursive: true })
  try {
    const pages = (await pagesOf(server.url)).filter(({ name }) => name.includes(wanted))
    for (const width of [1440, 420])
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' })
        for (const { name, path } of pages) {
          const page = await context.newPage()
          await page.goto(`${server.url}/#${path}`)
          // The stream of events never ends, so "idle" never comes: a page is ready when it has been quiet for a while.
          await page.waitForTimeout(1_200)
          await page.screenshot({ path: join(OUT, `${name}-${width}-${colorScheme}.png`) })
          await page.close()
        }
        await context.close()
      }
    console.log(`${pages.length * 4} pictures in ${OUT}`)
  } finally {
    await browser.close()
    await server.stop()
    rmSync(folder, { recursive: true })
  }
}

await main(process.argv.slice(2))
