import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { available, expectQuiet, openApp } from './browser.ts'
import { type KnownPage, pagesOf } from './pages.ts'

/** More Tab stops than any page should have. */
const MANY = 150

/** Where the keyboard is: a name for the element, whether it shows its focus, whether it can be seen at all. */
interface Stop {
  name: string
  outlined: boolean
  visible: boolean
}

/** Presses Tab until the focus leaves the page, and tells where it has been. */
async function stopsOf(page: Page): Promise<Stop[]> {
  const stops: Stop[] = []
  for (let count = 0; count < MANY; count++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate((): Stop | undefined => {
      const element = document.activeElement
      if (!element || element === document.body) return undefined
      const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(element)
      // Some show it on the field around them.
      const around = [element.parentElement, element.parentElement?.parentElement, element.nextElementSibling].flatMap((each) =>
        each ? [getComputedStyle(each)] : [],
      )
      const rings = [{ outlineStyle, outlineWidth, boxShadow, borderColor }, ...around]
      const { width, height } = element.getBoundingClientRect()
      return {
        name: `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? (element as HTMLInputElement).labels?.[0]?.textContent ?? element.textContent?.trim().slice(0, 40) ?? ''}`,
        outlined: rings.some((style) => (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none'),
        visible: width > 0 && height > 0,
      }
    })
    if (!stop) return stops
    stops.push(stop)
  }
  throw new Error(`the keyboard does not leave the page; it went to ${stops.map(({ name }) => name).join(', ')}`)
}

describe.skipIf(!available)('without a mouse', async () => {
  if (!available) return
  const app = await openApp()
  let pages: readonly KnownPage[] = []
  beforeAll(async () => {
    pages = await pagesOf(app.url)
  })

  for (const name of [
    'home',
    'experiments',
    'runs-table',
    'runs-charts',
    'run-overview',
    'run-files',
    'compare',
    'model',
    'trash',
    'settings',
  ])
    test(`${name}: Tab goes through, never into a trap, and is always seen`, async () => {
      const known = pages.find((page) => page.name === name)
      const page = await app.open(known?.path ?? '')
      await page.getByRole('heading', { level: 1, name: known?.title ?? '', exact: true }).waitFor()
      await page.waitForTimeout(600)
      const stops = await stopsOf(page)
      expect(stops.length).toBeGreaterThan(8)
      expect(stops.filter(({ outlined, visible }) => !outlined || !visible)).toEqual([])
    })

  for (const [name, row] of [
    ['runs-table', '[role=treegrid]'],
    ['experiments', 'tbody tr'],
    ['models', 'tbody tr'],
  ] as const)
    test(`${name}: by the link past the rail at most ten Tab stops before the first row`, async () => {
      const page = await app.open(pages.find((known) => known.name === name)?.path ?? '')
      await page.locator(`${row} [role=row], ${row} a`).first().waitFor()
      await page.waitForTimeout(600)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      const stops = ['the link past the rail']
      for (let count = 0; count < 15; count++) {
        await page.keyboard.press('Tab')
        const at = await page.evaluate((rows) => {
          const { activeElement } = document
          return activeElement?.matches(rows) ? '' : (activeElement?.outerHTML.slice(0, 80) ?? 'nothing')
        }, row)
        if (at === '') break
        stops.push(at)
      }
      expect(stops.filter((stop) => stop.startsWith('<body'))).toEqual([])
      expect(stops.length).toBeLessThanOrEqual(10)
    })

  test('one goes from home through a comparison, a run and its files to a model', async () => {
    const page = await app.open('/')
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key)
    }
    const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
    const at = (hash: RegExp) => page.waitForURL((url) => hash.test(url.hash))
    const focus = async (name: RegExp): Promise<void> => {
      for (let count = 0; count < MANY; count++) {
        await press('Tab')
        const text = await page.evaluate(() => {
          const element = document.activeElement
          return `${element?.getAttribute('role') ?? element?.tagName.toLowerCase()} ${element?.getAttribute('aria-label') ?? element?.textContent}`
        })
        if (name.test(text)) return
      }
      throw new Error(`Tab does not come to ${name}`)
    }
    await title('Home')

    await press('Control+k')
    await page.getByRole('textbox', { name: /Go to a page/ }).waitFor()
    await page.keyboard.type('iris')
    await page.getByRole('option', { name: /iris_classification/ }).waitFor()
    await press('ArrowDown', 'Enter')
    await title('iris_classification')

    const lines = page.getByRole('treegrid').locator('[aria-level]')
    await lines.first().waitFor()
    await press('/')
    await page.keyboard.type("attributes.status = 'FINISHED'")
    await press('Enter')
    await at(/q=.*FINISHED/)
    await press('Escape')
    await page.getByText(/40 runs match/).waitFor()
    await lines.filter({ hasText: 'out-of-memory' }).waitFor({ state: 'hidden' })
    await press('j', 'x', 'j', 'x')
    await page.getByText('2 selected').waitFor()
    await press('c')
    await title('Compare 2 runs')

    await focus(/^a Experiments$|^a iris_classification$/)
    await press('Enter')
    await press('g', 'e')
    await title('Experiments')
    const link = (name: string) => page.getByRole('main').getByRole('link', { name, exact: true })
    await link('iris_classification').waitFor()
    await press('/')
    await page.keyboard.type('artifacts')
    await link('iris_classification').waitFor({ state: 'hidden' })
    await link('artifacts').waitFor()
    await press('Enter', 'j', 'Enter')
    await title('artifacts')
    await page.getByRole('treegrid').getByText('every-file').waitFor()
    await press('/')
    await page.keyboard.type("attributes.run_name = 'every-file'")
    await press('Enter')
    await at(/q=.*every-file/)
    await press('Escape')
    await lines.filter({ hasText: 'every-file' }).waitFor()
    await expect.poll(() => lines.count()).toBe(1)
    await press('j', 'Enter')
    await title('every-file')

    await focus(/Files/)
    await press('Enter')
    await at(/\/artifacts/)
    await page.getByRole('tree').waitFor()
    await focus(/^treeitem|^tree /)
    await press('ArrowDown', 'ArrowRight', 'ArrowDown', 'Enter')
    await at(/\/artifacts\/.+/)

    await press('g', 'm')
    await title('Models')
    await link('churn').waitFor()
    await press('j', 'Enter')
    await at(/#\/models\/.+/)
    expectQuiet(page)
  })
})
