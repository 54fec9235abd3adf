import { expect, test } from 'vitest'
import { parseNotebook } from './notebook.ts'

const notebook = (...cells: object[]): string => JSON.stringify({ cells, metadata: { kernelspec: { language: 'python' } }, nbformat: 4 })

test('cells and their outputs', () => {
  const { language, cells } = parseNotebook(
    notebook(
      { cell_type: 'markdown', source: ['# A\n', 'b'] },
      {
        cell_type: 'code',
        execution_count: 3,
        source: 'x',
        outputs: [
          { output_type: 'stream', name: 'stdout', text: ['1\n', '2'] },
          { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['\x1b[31mE\x1b[0m'] },
          { output_type: 'display_data', data: { 'image/png': 'iVBO\nRw==', 'text/plain': '<Figure>' } },
          { output_type: 'execute_result', data: { 'text/html': ['<b>x</b>'], 'text/plain': 'x' } },
          { output_type: 'execute_result', data: {} },
          { output_type: 'display_data', data: { 'text/html': '', 'application/javascript': ['a("</script>")', '\nb'] } },
        ],
      },
    ),
  )
  expect(language).toBe('py')
  expect(cells).toEqual([
    { kind: 'markdown', source: '# A\nb', outputs: [] },
    {
      kind: 'code',
      count: 3,
      source: 'x',
      outputs: [
        { kind: 'text', text: '1\n2', error: false },
        { kind: 'text', text: '\x1b[31mE\x1b[0m', error: true },
        { kind: 'image', url: 'data:image/png;base64,iVBORw==' },
        { kind: 'html', text: '<b>x</b>' },
        { kind: 'html', text: '<script>a("<\\/script>")\nb</script>' },
      ],
    },
  ])
})

test('format 3', () =>
  expect(
    parseNotebook(
      JSON.stringify({
        worksheets: [{ cells: [{ cell_type: 'code', input: ['y'], prompt_number: 1, outputs: [{ output_type: 'pyout', text: ['2'] }] }] }],
      }),
    ).cells,
  ).toEqual([{ kind: 'code', source: 'y', count: 1, outputs: [{ kind: 'text', text: '2', error: false }] }]))

for (const [why, text] of [
  ['broken JSON', '{"cells": ['],
  ['no notebook', '{"a": 1}'],
  ['null', 'null'],
] as const)
  test(`refuses ${why}`, () => expect(() => parseNotebook(text)).toThrow())

test('cells of any shape are no error', () => expect(parseNotebook('{"cells": [null, 3, {}]}').cells.length).toBe(3))
