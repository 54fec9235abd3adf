import { describe, expect, test } from 'vitest'
import { errorEnvelope, MlflowError, invalid, STATUS, type ErrorCode } from './errors.ts'

/** Status, sqlstate and class of every code, as MLflow has them. */
const TABLE: Readonly<Record<ErrorCode, readonly [status: number, sqlstate?: string, errorClass?: string]>> = {
  BAD_REQUEST: [400, 'KAM00', 'INVALID_PARAMETER_VALUE'],
  INVALID_PARAMETER_VALUE: [400, 'KAM00', 'INVALID_PARAMETER_VALUE'],
  RESOURCE_ALREADY_EXISTS: [400, 'KAM00', 'RESOURCE_ALREADY_EXISTS'],
  CUSTOMER_UNAUTHORIZED: [401, 'KAM00', 'PERMISSION_DENIED'],
  UNAUTHENTICATED: [401],
  PERMISSION_DENIED: [403, 'KAM00', 'PERMISSION_DENIED'],
  ENDPOINT_NOT_FOUND: [404, 'KAM00', 'RESOURCE_NOT_FOUND'],
  NOT_FOUND: [404, 'KAM00', 'RESOURCE_NOT_FOUND'],
  RESOURCE_DOES_NOT_EXIST: [404, 'KAM00', 'RESOURCE_NOT_FOUND'],
  ABORTED: [409],
  ALREADY_EXISTS: [409],
  RESOURCE_CONFLICT: [409],
  REQUEST_LIMIT_EXCEEDED: [429],
  RESOURCE_EXHAUSTED: [429],
  CANCELLED: [499],
  DATA_LOSS: [500],
  INTERNAL_ERROR: [500, 'XXM00', 'CLIENT_INTERNAL_ERROR'],
  INVALID_STATE: [500, 'XXM00', 'CLIENT_INTERNAL_ERROR'],
  FEATURE_DISABLED: [500],
  NOT_IMPLEMENTED: [501],
  TEMPORARILY_UNAVAILABLE: [503, 'XXM00', 'CLIENT_INTERNAL_ERROR'],
  DEADLINE_EXCEEDED: [504],
}

describe('every code travels as MLflow has it', () => {
  for (const [code, [status, sqlstate, error_class]] of Object.entries(TABLE) as [ErrorCode, (typeof TABLE)[ErrorCode]][]) {
    test(code, () => {
      expect(new MlflowError(code, 'why').status).toBe(status)
      expect(errorEnvelope(code, 'why')).toEqual({ error_code: code, message: 'why', ...(sqlstate && { sqlstate, error_class }) })
    })
  }
  test('no code is left out', () => expect(Object.keys(STATUS).toSorted()).toEqual(Object.keys(TABLE).toSorted()))
})

test('a refusal is an error with a stack, code and message', () => {
  const error = invalid('no')
  expect(error).toBeInstanceOf(Error)
  expect([error.name, error.code, error.message, error.status]).toEqual(['MlflowError', 'INVALID_PARAMETER_VALUE', 'no', 400])
  expect(error.stack).toContain('errors.test.ts')
})
