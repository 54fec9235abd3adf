import type { Endpoint, RunChange, Touch } from '@tailrace/contract'

/** What an operation changed, by id or name. */
export type Change =
  | { readonly resource: 'run'; readonly id: string; readonly change: RunChange }
  | { readonly resource: 'metric'; readonly id: string; readonly keys: readonly string[] }
  | { readonly resource: Exclude<Touch['resource'], 'run' | 'metric'>; readonly id: string }

/** Works out what a write changed, from what its endpoint says that it touches. */
export function changesOf({ touches }: Pick<Endpoint, 'touches'>, request: object, response: object): Change[] {
  return touches.flatMap((touch) => idsOf(touch, request, response).flatMap((id) => changeOf(touch, id, request)))
}

const RESPONSE = 'response.'

function idsOf({ field }: Touch, request: object, response: object): string[] {
  return field.startsWith(RESPONSE) ? textsAt(response, field.slice(RESPONSE.length)) : textsAt(request, field)
}

function changeOf(touch: Touch, id: string, request: object): Change[] {
  if (touch.resource === 'metric') {
    const keys = textsAt(request, touch.keys)
    return keys.length > 0 ? [{ resource: 'metric', id, keys }] : []
  }
  if (touch.resource !== 'run') return [{ resource: touch.resource, id }]
  const { change = 'updated', when } = touch
  if (when && !when.some((name) => valuesAt(request, `${name}[]`).length > 0)) return []
  if (typeof change === 'string') return [{ resource: 'run', id, change }]
  const [value = ''] = textsAt(request, change.field)
  return [{ resource: 'run', id, change: change.values[value] ?? 'updated' }]
}

const textsAt = (from: object, path: string): string[] => valuesAt(from, path).filter((value) => typeof value === 'string')

/** The values at a path such as `run_id`, `run_ids[]`, `metrics[].key` or `run.info.run_id`; none where something on the way is absent. */
function valuesAt(from: unknown, path: string): unknown[] {
  let found: unknown[] = [from]
  for (const step of path.split('.')) {
    const isList = step.endsWith('[]')
    const name = isList ? step.slice(0, -2) : step
    const values = found.map((value) => (value as Record<string, unknown> | null | undefined)?.[name])
    found = isList ? values.flatMap((value) => (Array.isArray(value) ? value : [])) : values
  }
  return found.filter((value) => value !== undefined && value !== null)
}
