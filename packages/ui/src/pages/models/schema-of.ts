import { type SignatureColumn, columnsOfSpec } from '../../files/signature.ts'

/** Inputs and outputs out of the `signature` of an MLmodel. */
export function schemaOf(mlmodel: Readonly<Record<string, unknown>> | null | undefined): {
  inputs: SignatureColumn[]
  outputs: SignatureColumn[]
  params: SignatureColumn[]
} {
  const { inputs, outputs, params } = (mlmodel?.['signature'] ?? {}) as Record<string, unknown>
  return { inputs: columnsOfSpec(inputs), outputs: columnsOfSpec(outputs), params: columnsOfSpec(params) }
}
