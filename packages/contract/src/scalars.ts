import { Type, type TSchema, type TUnsafe } from 'typebox'

/** How a text is checked while a request is parsed. Lengths are code points. */
export interface TextOptions {
  minLength?: number
  /** Refused over this length. */
  maxLength?: number
  /** Shortened to this length by who stores it, or refused where the operator wants that; parsing leaves it alone. */
  cutAt?: number
  /** Kept in the database: NUL is refused. So is it in all texts with a limit. */
  stored?: true
  /** What the refusal of a long text calls it; the field's path when absent. */
  label?: string
  /** The text is a key of a metric, param or tag: checked characters, path-normal. The refusal calls the field by this name. */
  entityKey?: string
  /** The refusal of the key names the field alone, without the path to it. */
  flat?: true
  /** Absent, null and the empty text are refused as missing. */
  required?: true
  /** A path parameter that the body must hold too, though the path's value counts. */
  inBody?: true
  pattern?: string
  description?: string
}

/** Text. */
export const text = (options: TextOptions = {}) => Type.String({ ...options })
/** Text that must be there and not be empty. */
export const requiredText = (options: TextOptions = {}) => Type.String({ required: true, minLength: 1, ...options })

interface NumberOptions {
  description?: string
  required?: true
}
/** A whole number of 64 bits, as number or decimal text on the wire. Beyond 2^53 it is a bigint here. */
export const int64 = (options: NumberOptions = {}): TUnsafe<number | bigint> =>
  Type.Unsafe<number | bigint>({ type: 'integer', format: 'int64', ...options })
/** A whole number of 32 bits, as number or decimal text on the wire. */
export const int32 = (options: NumberOptions = {}): TUnsafe<number> => Type.Unsafe<number>({ type: 'integer', format: 'int32', ...options })
/** A time in ms since the epoch. */
export const timestamp = (options: NumberOptions = {}): TUnsafe<number | bigint> => int64({ description: 'ms since the epoch', ...options })
/** A double; NaN and the infinities travel as the texts "NaN", "Infinity", "-Infinity". */
export const double = (options: NumberOptions = {}): TUnsafe<number> =>
  Type.Unsafe<number>({ type: 'number', format: 'double', ...options })
/** A double on its way out: NaN and the infinities as text. */
export type WireDouble = number | 'NaN' | 'Infinity' | '-Infinity'
export const wireDouble = (): TUnsafe<WireDouble> => Type.Unsafe<WireDouble>({ type: ['number', 'string'], format: 'double' })
export const flag = (options: { description?: string } = {}) => Type.Boolean({ ...options })

/** A name out of a fixed set; its number is accepted on the way in. */
export const names = <const Numbers extends Record<string, number>>(
  numbers: Numbers,
  options: { required?: true } = {},
): TUnsafe<keyof Numbers & string> =>
  Type.Unsafe<keyof Numbers & string>({ type: 'string', enum: Object.keys(numbers), numbers, ...options })

/** A list; absent and null are the empty list. `refuseItems`: a wrong item is refused as the whole list, as MLflow does. */
export const list = <Item extends TSchema>(
  item: Item,
  options: { maxItems?: number; entity?: string; required?: true; refuseItems?: 'whole' } = {},
) => Type.Array(item, options)

export const optional = Type.Optional
export const object = Type.Object
export { Type }
