import { expect, test } from 'vitest'
import { firstRunCode } from './first-run-code.ts'

const URI = 'http://localhost:5000'

test('the code of an empty server logs into an experiment that is there or is made', () => {
  const { Python, TypeScript, curl } = firstRunCode(URI)
  expect(Python).toContain('mlflow.set_experiment("first-steps")')
  expect(TypeScript).toContain("experiment_id: '0'")
  expect(curl).toContain('"experiment_id": "0"')
})

test('names of any signs are texts of Python; other code names the experiment by its identifier', () => {
  const { Python, TypeScript, curl } = firstRunCode(URI, { experiment_id: '7', name: `ada's "first" \\ $(try)\n\`äß\`` })
  expect(Python).toContain('mlflow.set_experiment("ada\'s \\"first\\" \\\\ $(try)\\n`äß`")')
  expect(TypeScript).toContain("experiment_id: '7'")
  expect(curl).toContain('"experiment_id": "7"')
  for (const text of [TypeScript, curl]) expect(text).not.toContain('ada')
})
