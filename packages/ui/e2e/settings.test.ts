import { describe, expect, test } from 'vitest'
import { available, expectAccessible, expectQuiet, openApp } from './browser.ts'

describe.skipIf(!available)('settings', async () => {
  if (!available) return
  const app = await openApp({ data: 'empty' })

  test('theme and contrast are chosen and stay', async () => {
    const page = await app.open('/settings')
    await page.getByText('Dark', { exact: true }).click()
    await page.getByText('High', { exact: true }).click()
    const html = page.locator('html')
    expect(await html.getAttribute('data-mantine-color-scheme')).toBe('dark')
    expect(await html.getAttribute('data-contrast')).toBe('high')
    await expectAccessible(page, ['dark'])
    await page.reload()
    await page.getByText('High', { exact: true }).waitFor()
    expect([await html.getAttribute('data-mantine-color-scheme'), await html.getAttribute('data-contrast')]).toEqual(['dark', 'high'])
  })

  test('the server tells its version, database and place of artifacts', async () => {
    const page = await app.open('/settings/server')
    await page.getByText('sqlite', { exact: true }).waitFor()
    for (const text of [app.url, 'MLflow 3.17.2', 'mlflow-artifacts:/']) await page.getByText(text, { exact: true }).waitFor()
    expectQuiet(page)
  })

  test('sections have addresses', async () => {
    const page = await app.open('/settings')
    await page.getByRole('link', { name: 'Keys' }).click()
    await page.waitForURL(/#\/settings\/keys$/)
    await page.getByText('Open the palette').waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Appearance' }).waitFor()
  })
})
