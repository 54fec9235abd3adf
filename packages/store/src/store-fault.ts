import { type ErrorCode, MlflowError } from '@tailrace/contract'

/** An error of the database: clients see the code and the message, the log sees the fault. */
export class StoreFault extends MlflowError {
  readonly fault: string

  constructor(code: ErrorCode, message: string, fault: string) {
    super(code, message)
    this.fault = fault
  }
}
