import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { available, expectQuiet, openApp } from './browser.ts'
import { pagesOf } from './pages.ts'

/** Everything that opens above a page: the page (see pages.ts), and the buttons, each with what must be done before it is there. */
const OPENS: readonly [page: string, button: string | RegExp, before?: (page: Page) => Promise<unknown>][] = [
  ['home', /^Go to( a page|…)/],
  ['experiments', 'New experiment'],
  ['experiments', 'Tag', (page) => page.getByRole('checkbox', { name: 'Select iris_classification' }).check()],
  ['runs-table', 'Conditions'],
  ['runs-table', 'Group'],
  ['runs-table', 'Views'],
  ['runs-table', 'Columns'],
  ['runs-table', 'Column Run'],
  ['runs-table', 'Column Started'],
  ['runs-table', 'Export'],
  ['runs-table', 'Tag', (page) => page.getByRole('treegrid').getByRole('checkbox').nth(1).click()],
  ['runs-split', 'Column val_loss'],
  ['runs-charts', /^(Show in charts|In charts)/],
  ['runs-charts', 'Add'],
  ['runs-charts', /^More for the section/],
  ['runs-charts', /^More for (?!the section)/],
  ['runs-charts', /^Full screen of/],
  ['run-overview', /^(More|Actions)/],
  ['run-overview', 'Tag'],
  ['run-models', 'Register model'],
  ['compare', /^Actions on/],
  ['compare', 'Add runs'],
  ['models', 'New model'],
  ['model', 'Rename'],
  ['model', 'Delete'],
  ['model', /^Move version \d+ to another stage/],
  ['model', /^Move the alias/],
  ['version', 'Promote'],
  ['version', 'Alias'],
  ['logged-models', 'Columns'],
  ['logged-model', 'Register'],
  ['trash', /^Delete .* for good$/, (page) => page.getByRole('checkbox').nth(1).check()],
]

const layers = (page: Page): Locator => page.locator('[role=dialog]:visible, [role=menu]:visible')

/** What axe finds in what is open and in the buttons that say so. */
async function faults(page: Page, themes: readonly ('light' | 'dark')[]): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme })
    await expect.poll(() => page.locator('html').getAttribute('data-mantine-color-scheme')).toBe(colorScheme)
    const axe = new AxeBuilder({ page }).include('[role=dialog], [role=menu], [aria-expanded=true]')
    // A theme changes colors alone.
    const { violations } = await (colorScheme === 'dark' ? axe.withRules(['color-contrast']) : axe).analyze()
    for (const { id, nodes } of violations)
      found.push(`${colorScheme}, ${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 300)} ${failureSummary}`).join('\n')}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  return found
}

/** Opens it, looks at it, closes it with Escape: what is wrong with it. */
async function tried(page: Page, button: Locator, themes: readonly ('light' | 'dark')[]): Promise<string[]> {
  await button.click()
  await layers(page).first().waitFor()
  const box = await layers(page).first().boundingBox()
  const { width = 0 } = page.viewportSize() ?? {}
  const found = await faults(page, themes)
  if (!box || box.x < -1 || box.x + box.width > width + 1) found.push(`is cut off: ${JSON.stringify(box)}`)
  if (!(await layers(page).evaluateAll((all) => all.some((each) => each.contains(document.activeElement)))))
    found.push('the focus is not inside')
  await page.keyboard.press('Escape')
  await layers(page)
    .first()
    .waitFor({ state: 'hidden', timeout: 5_000 })
    .catch(() => found.push('Escape does not close it'))
  await expect
    .poll(() => button.evaluate((element) => element === document.activeElement), { timeout: 5_000 })
    .toBe(true)
    .catch(async () => found.push(`the focus is on ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120))}`))
  return found
}

describe.skipIf(!available)('what opens', async () => {
  if (!available) return
  const app = await openApp()
  let paths = new Map<string, string>()
  beforeAll(async () => {
    paths = new Map((await pagesOf(app.url)).map(({ name, path }) => [name, path]))
  })

  const names = [...new Set(OPENS.map(([name]) => name))]
  for (const [width, first, last] of [
    [1440, 0, 3],
    [1440, 3, 6],
    [1440, 6, names.length],
    [420, 0, 5],
    [420, 5, names.length],
  ] as const)
    test(`is accessible at ${width} px, closes with Escape and gives the focus back: ${names.slice(first, last).join(', ')}`, async () => {
      const wrong: string[] = []
      let shown: { name: string; page: Page } | undefined
      for (const [name, button, before] of OPENS.filter(([of]) => names.indexOf(of) >= first && names.indexOf(of) < last)) {
        // It is in no narrow bar.
        if (button === 'Register model' && width === 420) continue
        if (shown?.name !== name) {
          await shown?.page.close()
          shown = { name, page: await app.open(paths.get(name) ?? '', { width, height: 800 }) }
          await shown.page.getByRole('heading', { level: 1 }).waitFor()
          await expect.poll(() => shown?.page.getByRole('status', { name: /^Loading/ }).count()).toBe(0)
        }
        const { page } = shown
        try {
          await before?.(page)
          const opener = page.getByRole('button', { name: button, exact: true }).and(page.locator(':visible')).first()
          await opener.waitFor({ timeout: 10_000 })
          // What has been opened is called by what it shows: the button may be another one by then.
          const found = await tried(
            page,
            page.locator(`[data-tried="${await marked(opener)}"]`),
            width === 1440 ? ['light', 'dark'] : ['light'],
          )
          wrong.push(...found.map((each) => `${name}, ${button}: ${each}`))
        } catch (error) {
          wrong.push(`${name}, ${button}: ${String(error).slice(0, 300)}`)
          await page.close()
          shown = undefined
        }
        if (shown) expectQuiet(shown.page)
      }
      expect(wrong).toEqual([])
    })

  test('covers nothing: the arrow of the sorted column under the pointer, and the actions on selected runs beside the last line', async () => {
    for (const width of [1440, 420]) {
      const page = await app.open(`${paths.get('runs-table')}?sort=-attributes.start_time`, { width, height: 700 })
      const grid = page.getByRole('treegrid')
      await grid.getByRole('checkbox').nth(1).click()
      await page.getByText('1 selected').waitFor()
      const foot = page.locator('footer[aria-label="Runs in sight"]')
      const inside = await foot.getByRole('button').evaluateAll((all) =>
        all.every((each) => {
          const { left, right, bottom } = each.getBoundingClientRect()
          return left >= 0 && right <= innerWidth && bottom <= innerHeight
        }),
      )
      expect(inside).toBe(true)
      const [above, below] = [await grid.boundingBox(), await foot.boundingBox()]
      expect((above?.y ?? NaN) + (above?.height ?? NaN)).toBeLessThanOrEqual((below?.y ?? NaN) + 1)

      const head = grid.locator('[role=columnheader][aria-sort]')
      await head.hover()
      const [arrow, menu] = [await head.locator('svg').first().boundingBox(), await head.locator('[aria-haspopup]').boundingBox()]
      expect((arrow?.x ?? NaN) + (arrow?.width ?? NaN)).toBeLessThanOrEqual(menu?.x ?? NaN)
      expectQuiet(page)
    }
  })

  test('by a key moves the focus into it, and Escape gives it back', async () => {
    const wrong: string[] = []
    const KEYS: readonly [page: string, key: string, field: string | RegExp, before?: (page: Page) => Promise<unknown>][] = [
      ['home', '?', /^$/],
      ['home', 'Control+k', /^Go to/],
      ['experiments', 'c', 'Name'],
      ['experiments', '/', 'Search experiments'],
      ['models', 'c', 'Name'],
      ['models', '/', 'Search models'],
      ['runs-table', '/', 'Filter runs'],
      ['runs-table', 'n', 'Description in Markdown', (page) => page.keyboard.press('j')],
      ['runs-table', 't', 'Key', (page) => page.keyboard.press('j')],
      ['run-overview', 'n', 'Description in Markdown'],
      ['run-overview', 't', 'Key'],
      ['run-charts', 'n', 'Description in Markdown'],
      ['run-charts', 't', 'Key'],
      ['run-files', 't', 'Key'],
      ['model', 'n', 'Description in Markdown'],
      ['model', 't', 'Key'],
      ['version', 'n', 'Description in Markdown'],
      ['version', 't', 'Key'],
    ]
    for (const [name, key, field, before] of KEYS) {
      const page = await app.open(paths.get(name) ?? '')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expect.poll(() => page.getByRole('status', { name: /^Loading/ }).count()).toBe(0)
      if (name.startsWith('run'))
        await page
          .getByRole(name === 'runs-table' ? 'treegrid' : 'tablist')
          .or(page.getByRole('navigation', { name: /part|Tabs|Run/i }))
          .first()
          .waitFor()
      await before?.(page)
      await page.keyboard.press(key)
      const focused = () =>
        page.evaluate(() => {
          const element = document.activeElement
          const inDialog = element?.closest('[role=dialog]') !== null
          return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
            ? (element.ariaLabel ?? element.labels?.[0]?.textContent ?? '')
            : inDialog
              ? ''
              : `nothing: ${element?.outerHTML.slice(0, 80)}`
        })
      await expect
        .poll(focused, { timeout: 10_000 })
        .toMatch(typeof field === 'string' ? new RegExp(`^${field}$`) : field)
        .catch((error: unknown) => wrong.push(`${name}, ${key}: ${String(error).slice(0, 200)}`))
      if (field === 'Description in Markdown') {
        // Again, while it is open and the focus is elsewhere.
        await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
        await page.keyboard.press(key)
        await expect
          .poll(focused, { timeout: 10_000 })
          .toBe(field)
          .catch(() => wrong.push(`${name}, ${key}: not when it is open`))
        await page.keyboard.press('Escape')
        await page
          .getByRole('textbox', { name: field })
          .waitFor({ state: 'hidden', timeout: 10_000 })
          .catch(() => wrong.push(`${name}, ${key}: Escape does not close it`))
      }
      expectQuiet(page)
      await page.close()
    }
    expect(wrong).toEqual([])
  })
})

let marks = 0
/** Marks a button, so that it is found again whatever it is called then. */
async function marked(button: Locator): Promise<string> {
  marks += 1
  await button.evaluate((element, mark) => element.setAttribute('data-tried', mark), String(marks))
  return String(marks)
}
