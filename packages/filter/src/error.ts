import { MlflowError } from '@tailrace/contract'
import type { Position } from './ast.ts'

/** A filter or an order that was refused: 400 INVALID_PARAMETER_VALUE, with the place in the text for an editor to mark. */
export class FilterError extends MlflowError {
  readonly position: Position

  constructor(message: string, position: Position) {
    super('INVALID_PARAMETER_VALUE', message)
    this.name = 'FilterError'
    this.position = { start: position.start, end: position.end }
  }
}
