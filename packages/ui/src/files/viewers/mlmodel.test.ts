import { expect, test } from 'vitest'
import { loadSnippets, parseMlmodel } from './mlmodel.ts'

const MODEL = `flavors:
  python_function:
    env:
      conda: conda.yaml
    loader_module: mlflow.sklearn
    code: null
  sklearn:
    sklearn_version: 1.9.1
mlflow_version: 3.17.2
model_id: m-1
model_size_bytes: 789
saved_input_example_info:
  artifact_path: input_example.json
signature:
  inputs: '[{"type": "double", "name": "a", "required": true}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
  params: '[{"name": "k", "type": "long", "default": 3, "shape": null}]'
utc_time_created: '2026-11-21 08:17:54.397128'
`

test('a model of the Python client', () =>
  expect(parseMlmodel(MODEL)).toEqual({
    flavors: [
      {
        name: 'python_function',
        facts: [
          ['env', '{"conda":"conda.yaml"}'],
          ['loader_module', 'mlflow.sklearn'],
        ],
      },
      { name: 'sklearn', facts: [['sklearn_version', '1.9.1']] },
    ],
    inputs: [{ name: 'a', type: 'double', required: true }],
    outputs: [{ name: '', type: 'tensor int64 (-1)', required: true }],
    params: [{ name: 'k', type: 'long', required: false, initial: '3' }],
    signed: true,
    size: 789,
    facts: [
      ['Model id', 'm-1'],
      ['Created (UTC)', '2026-11-21 08:17:54.397128'],
      ['Written by', '3.17.2'],
    ],
    metadata: undefined,
    example: 'input_example.json',
  }))

test('a model that says little', () =>
  expect(parseMlmodel('flavors: {}')).toMatchObject({ flavors: [], signed: false, inputs: [], facts: [] }))

for (const text of ['', 'a: [', '- 1', 'words']) test(`refuses "${text}"`, () => expect(() => parseMlmodel(text)).toThrow())

test('snippets name the address as a text of Python', () => {
  const snippets = loadSnippets('models:/a "b"/1', ['python_function', 'sklearn', '../x'])
  expect(snippets.map(({ name }) => name)).toEqual(['Python function', 'Spark', 'sklearn', 'Download'])
  for (const { code } of snippets) expect(code).toContain(String.raw`"models:/a \"b\"/1"`)
})
