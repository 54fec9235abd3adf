/** HTTP status of every error code of the wire. A code that is not listed travels as 500. Source: MLflow's table of codes. */
export const STATUS = {
  BAD_REQUEST: 400,
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  CUSTOMER_UNAUTHORIZED: 401,
  PERMISSION_DENIED: 403,
  ENDPOINT_NOT_FOUND: 404,
  NOT_FOUND: 404,
  RESOURCE_DOES_NOT_EXIST: 404,
  ABORTED: 409,
  ALREADY_EXISTS: 409,
  RESOURCE_CONFLICT: 409,
  RESOURCE_EXHAUSTED: 429,
  REQUEST_LIMIT_EXCEEDED: 429,
  CANCELLED: 499,
  DATA_LOSS: 500,
  INTERNAL_ERROR: 500,
  INVALID_STATE: 500,
  FEATURE_DISABLED: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
} as const

/** Name of an error, as clients branch on it. */
export type ErrorCode = keyof typeof STATUS

/** `sqlstate` and `error_class` that travel beside a code; codes that are not listed carry neither. */
const ERROR_CLASS: Partial<Record<ErrorCode, readonly [sqlstate: string, errorClass: string]>> = {
  BAD_REQUEST: ['KAM00', 'INVALID_PARAMETER_VALUE'],
  INVALID_PARAMETER_VALUE: ['KAM00', 'INVALID_PARAMETER_VALUE'],
  RESOURCE_ALREADY_EXISTS: ['KAM00', 'RESOURCE_ALREADY_EXISTS'],
  CUSTOMER_UNAUTHORIZED: ['KAM00', 'PERMISSION_DENIED'],
  PERMISSION_DENIED: ['KAM00', 'PERMISSION_DENIED'],
  ENDPOINT_NOT_FOUND: ['KAM00', 'RESOURCE_NOT_FOUND'],
  NOT_FOUND: ['KAM00', 'RESOURCE_NOT_FOUND'],
  RESOURCE_DOES_NOT_EXIST: ['KAM00', 'RESOURCE_NOT_FOUND'],
  INTERNAL_ERROR: ['XXM00', 'CLIENT_INTERNAL_ERROR'],
  INVALID_STATE: ['XXM00', 'CLIENT_INTERNAL_ERROR'],
  TEMPORARILY_UNAVAILABLE: ['XXM00', 'CLIENT_INTERNAL_ERROR'],
}

/** Body of every reply that is not a success. */
export interface ErrorEnvelope {
  error_code: ErrorCode
  message: string
  sqlstate?: string
  error_class?: string
}

/**
 * The one error that crosses a package border on purpose. Stores throw it, nobody catches it on the way, the server turns it
 * into an envelope; whatever else escapes is a bug and leaves as INTERNAL_ERROR without its text.
 */
export class MlflowError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.name = 'MlflowError'
    this.code = code
  }

  /** HTTP status that the error travels under. */
  get status(): number {
    return STATUS[this.code]
  }
}

/** Refuses a request: 400 INVALID_PARAMETER_VALUE. */
export function invalid(message: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', message)
}

/** The body that an error travels as. `code` without a class carries two keys, as MLflow does. */
export function errorEnvelope(code: ErrorCode, message: string): ErrorEnvelope {
  const known = ERROR_CLASS[code]
  if (!known) return { error_code: code, message }
  return { error_code: code, message, sqlstate: known[0], error_class: known[1] }
}
