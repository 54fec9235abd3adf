import { expect, test } from 'vitest'
import { highlighted } from './highlight.ts'

test('code is colored', () => expect(highlighted('def f(): pass', 'py')).toContain('hljs-keyword'))
test('what is in the file is escaped', () => {
  expect(highlighted('x = "<img src=x onerror=alert(1)>"', 'py')).not.toContain('<img')
  expect(highlighted('<script>alert(1)</script>', 'xml')).not.toContain('<script')
})
test('a language that is not known', () => expect(highlighted('x', 'cobol')).toBeUndefined())
