import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import type { App } from './browser.ts'

const PYTHON = process.env['TAILRACE_MLFLOW_3'] ?? join(import.meta.dirname, '../../../.cache/python/mlflow-3.17/bin/python')
const PROGRAMS = { curl: ['sh', 'bash'], TypeScript: ['mts', process.execPath], Python: ['py', PYTHON] } as const

export const LANGUAGES = ['curl', 'TypeScript', 'Python'] as const

/** Runs the code of a language that a page shows, as it stands, and returns it. */
export async function runShownCode(app: App, page: Page, language: (typeof LANGUAGES)[number]): Promise<string> {
  await page.getByText(language, { exact: true }).click()
  const text = (await page.getByLabel(`${language} code`).textContent()) ?? ''
  const [extension, program] = PROGRAMS[language]
  const file = join(app.folder, `shown.${extension}`)
  writeFileSync(file, text)
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', GIT_PYTHON_REFRESH: 'quiet' }
  await promisify(execFile)(program, [file], { env })
  return text
}
