/** A column of a model's signature or a dataset's schema, or one of its tensors. */
export interface SignatureColumn {
  /** Empty when it has none. */
  name: string
  /** `double`, `array(long)`, `tensor float32 (-1, 3)`. */
  type: string
  required: boolean
  /** Default value of an inference param, as JSON. */
  initial?: string
}

interface Spec {
  name?: unknown
  type?: unknown
  required?: unknown
  default?: unknown
  dtype?: unknown
  shape?: unknown
  items?: unknown
  properties?: unknown
  'tensor-spec'?: { dtype?: unknown; shape?: unknown }
}

/** Columns of a spec as it stands in MLmodel or a dataset's schema: a list, or JSON text of one. What is no spec has none. */
export function columnsOfSpec(spec: unknown): SignatureColumn[] {
  const list = typeof spec === 'string' ? parseList(spec) : spec
  if (!Array.isArray(list)) return []
  return list
    .filter((each): each is Spec => typeof each === 'object' && each !== null)
    .map((each) => ({
      name: typeof each.name === 'string' || typeof each.name === 'number' ? String(each.name) : '',
      type: typeName(each),
      required: each.required !== false && !('default' in each),
      ...('default' in each && { initial: JSON.stringify(each.default) }),
    }))
}

function typeName(spec: unknown): string {
  if (typeof spec !== 'object' || spec === null) return typeof spec === 'string' ? spec : '?'
  const { type, dtype, shape, items, properties, 'tensor-spec': tensor } = spec as Spec
  if (tensor) return `tensor ${String(tensor.dtype)} ${shapeText(tensor.shape)}`.trim()
  if (type === 'array') return `array(${typeName(items)})`
  if (type === 'object' && typeof properties === 'object' && properties !== null)
    return `{${Object.entries(properties)
      .map(([name, value]) => `${name}: ${typeName(value)}`)
      .join(', ')}}`
  return [String(type ?? dtype ?? '?'), shapeText(shape)].join(' ').trim()
}

const shapeText = (shape: unknown): string => (Array.isArray(shape) ? `(${shape.join(', ')})` : '')

function parseList(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
