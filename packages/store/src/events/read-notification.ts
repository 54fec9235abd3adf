import { RUN_CHANGE } from '@tailrace/contract'
import { type Changes, RESET } from './changes.ts'

/** Changes that another process tells, with its id. */
export interface Notification {
  readonly from: string
  readonly changes: Changes
}

/** Reads a notification; undefined for what this program did not write: every role of the database can send on the channel. */
export function readNotification(payload: string): Notification | undefined {
  let read: unknown
  try {
    read = JSON.parse(payload)
  } catch {
    return undefined
  }
  if (!isObject(read) || !isText(read['from']) || !isObject(read['changes'])) return undefined
  const { from, changes } = read
  if (changes['reset'] === true) return { from, changes: RESET }
  if (changes['reset'] !== undefined) return undefined
  const isListOf = (name: string, isItem: (item: Item) => boolean): boolean => {
    const list = changes[name]
    return Array.isArray(list) && list.every((item: unknown) => isObject(item) && isItem(item))
  }
  const isRun = ({ run_id, experiment_id }: Item): boolean => isText(run_id) && isText(experiment_id)
  const isWhole =
    isListOf('runs', (item) => isRun(item) && isText(item['what']) && Object.hasOwn(RUN_CHANGE, item['what'])) &&
    isListOf('metrics', (item) => isRun(item) && Array.isArray(item['keys']) && item['keys'].every(isText)) &&
    isListOf('logged_models', ({ model_id, experiment_id }) => isText(model_id) && isText(experiment_id)) &&
    isListOf('models', ({ name }) => isText(name)) &&
    isListOf('experiments', ({ experiment_id }) => isText(experiment_id))
  return isWhole ? { from, changes: changes as unknown as Changes } : undefined
}

type Item = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
