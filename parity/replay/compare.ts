/** Names every place where two JSON values differ, one line each, at most `limit` of them. */
export function differences(original: unknown, tailrace: unknown, limit = 8): string[] {
  const found: string[] = []
  walk(original, tailrace, '', found)
  return found.length > limit ? [...found.slice(0, limit), `... and ${found.length - limit} more`] : found
}

function walk(a: unknown, b: unknown, path: string, found: string[]): void {
  if (Object.is(a, b) || (a === 0 && b === 0)) return
  if (isObject(a) && isObject(b) && Array.isArray(a) === Array.isArray(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
    for (const key of keys) walk(a[key], b[key], path === '' ? key : `${path}.${key}`, found)
    return
  }
  found.push(`${path || '(all)'}: original ${show(a)}, tailrace ${show(b)}`)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** A value in at most 300 characters; `(absent)` for undefined. */
export function show(value: unknown): string {
  const text = value === undefined ? '(absent)' : JSON.stringify(value)
  return text.length > 300 ? `${text.slice(0, 297)}...` : text
}

/** The value at a path of keys and indices such as `models.0.info`. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value)
}
