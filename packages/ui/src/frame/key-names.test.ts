import { expect, test } from 'vitest'
import { keyText } from './key-names.ts'

test.each([
  ['mod+k', 'Ctrl K'],
  ['g h', 'g h'],
  ['shift+Enter', 'Shift Enter'],
  ['mod+shift+p', 'Ctrl Shift P'],
  ['+', '+'],
  ['?', '?'],
  ['ArrowDown', '↓'],
  ['[', '['],
])('%s is shown as %s', (keys, text) => expect(keyText(keys)).toBe(text))
