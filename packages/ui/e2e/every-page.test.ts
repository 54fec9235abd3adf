import { beforeAll, describe, expect, test } from 'vitest'
import { type App, available, expectAccessible, expectNoSideScroll, expectQuiet, openApp } from './browser.ts'
import { type KnownPage, pagesOf } from './pages.ts'

const NAMES = [
  'home',
  'experiments',
  'runs-table',
  'runs-split',
  'runs-charts',
  'runs-nested',
  'runs-all',
  'run-overview',
  'run-charts',
  'run-system',
  'run-files',
  'run-table-file',
  'run-long-values',
  'run-empty',
  'run-models',
  'run-lineage',
  'compare',
  'metric',
  'models',
  'model',
  'version',
  'versions-compared',
  'logged-models',
  'logged-model',
  'trash',
  'settings',
  'settings-server',
  'settings-keys',
] as const

/** px: enough for each kind of row; axe looks at every cell. */
const HEIGHT = 540

describe.skipIf(!available)('every page', async () => {
  if (!available) return
  const app: App = await openApp()
  let pages = new Map<string, KnownPage>()
  beforeAll(async () => {
    pages = new Map((await pagesOf(app.url)).map((page) => [page.name, page]))
  })
  const known = (name: string): KnownPage => {
    const page = pages.get(name)
    if (!page) throw new Error(`no page ${name}`)
    return page
  }

  test('is known', () => expect([...pages.keys()].toSorted()).toEqual([...NAMES].toSorted()))

  for (const name of NAMES) {
    for (const width of [1440, 420])
      test(`${name}, ${width} px: one h1, no violation of accessibility in light and dark, no sideways scroll, a quiet console`, async () => {
        const { path, title } = known(name)
        const page = await app.open(path, { width, height: HEIGHT })
        await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
        // Charts and tables come after the title.
        await expect.poll(() => page.getByRole('status', { name: /^Loading/ }).count(), { timeout: 30_000 }).toBe(0)
        await page.waitForTimeout(300)
        expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
        await expectNoSideScroll(page)
        await expectAccessible(page)
        expectQuiet(page)
      })
  }
})
