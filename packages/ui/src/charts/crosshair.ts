/** Passes the step that the crosshair of a group of charts stands at to what is shown beside them, and the other way. */
interface Listeners {
  /** Called with the step under the pointer; undefined: it left. */
  readonly pointed: Set<(step: number | undefined) => void>
  /** Called with the step that charts are to mark. */
  readonly marked: Set<(step: number | undefined) => void>
}

const groups = new Map<string, Listeners>()

/** The listeners of the charts over steps that share a key. */
export function crosshairOf(syncKey: string): Listeners {
  const found = groups.get(syncKey) ?? { pointed: new Set(), marked: new Set() }
  groups.set(syncKey, found)
  return found
}
