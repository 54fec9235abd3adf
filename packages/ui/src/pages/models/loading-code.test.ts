import { describe, expect, test } from 'vitest'
import { shell, loadingCode } from './loading-code.ts'

describe('code that uses a model', () => {
  test('by its alias, so that the code outlives the version', () => {
    const { Python, curl } = loadingCode('http://h:1/p', 'fraud eu', '3', 'champion')
    expect(Python).toContain('load_model("models:/fraud eu@champion")')
    expect(curl).toContain("'http://h:1/p/api/2.0/mlflow/registered-models/alias?name=fraud+eu&alias=champion'")
  })
  test('by its number without an alias', () => {
    const { Python, TypeScript } = loadingCode('http://h', 'm', '3', undefined)
    expect(Python).toContain('"models:/m/3"')
    expect(TypeScript).toContain('model-versions/get?name=m&version=3')
  })
  test('a name cannot leave its quotes', () => {
    expect(loadingCode('http://h', 'a"b', '1', undefined).Python).toContain('"models:/a\\"b/1"')
    expect(shell("it's")).toBe(`'it'\\''s'`)
  })
})
