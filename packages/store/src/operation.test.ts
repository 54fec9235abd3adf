import { finalizeLoggedModel, setLoggedModelTags } from '@tailrace/contract'
import { expect, test } from 'vitest'
import { type Operation, parseRaw } from './operation.ts'
import { operationOf } from './operations.ts'

const parse = (operation: Operation, body: unknown) =>
  parseRaw(operation, { params: { model_id: 'm-path' }, body: new TextEncoder().encode(JSON.stringify(body)) })

test('a path parameter wins over the body', () => {
  const finalize = operationOf(finalizeLoggedModel.name)
  expect(parse(finalize, { model_id: 'm-body', status: 2 })).toEqual({ model_id: 'm-path', status: 'LOGGED_MODEL_READY' })
  expect(parse(operationOf(setLoggedModelTags.name), { tags: [] })).toEqual({ model_id: 'm-path', tags: [] })
})

for (const body of [{}, { status: 2 }, { model_id: '', status: 2 }, { model_id: null, status: 2 }]) {
  test(`a body that must repeat the path parameter is refused as ${JSON.stringify(body)}`, () => {
    expect(() => parse(operationOf(finalizeLoggedModel.name), body)).toThrow("Missing value for required parameter 'model_id'.")
  })
}

test('a body that repeats the path parameter as another type is refused', () => {
  expect(() => parse(operationOf(finalizeLoggedModel.name), { model_id: 5, status: 2 })).toThrow("Invalid value 5 for parameter 'model_id'")
})

for (const body of [[], 'text', 1]) {
  test(`a body that is ${JSON.stringify(body)} is refused beside path parameters`, () => {
    expect(() => parse(operationOf(setLoggedModelTags.name), body)).toThrow('The request body must be a JSON object.')
  })
}

test('a body that is null is empty', () => {
  expect(parse(operationOf(setLoggedModelTags.name), null)).toEqual({ model_id: 'm-path' })
})
