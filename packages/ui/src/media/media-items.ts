import { extensionOf, kindOf } from '../files/file-kind.ts'
import type { FileEntry } from '../files/file-source.ts'
import { natural } from '../natural.ts'

/** `table`: a logged table or CSV; `matrix`: a confusion matrix as JSON. */
export type MediaKind = 'image' | 'audio' | 'video' | 'table' | 'matrix'

/** A file that is shown by its key and step. */
export interface MediaItem {
  key: string
  kind: MediaKind
  /** Absent for a file that belongs to no step. */
  step?: number
  /** ms since the epoch, 0 when unknown: of several at one step the last one is shown. */
  time: number
  path: string
  /** A smaller copy for lists; `path` when there is none. */
  small: string
}

/** `<key>%step%<n>%timestamp%<ms>%<id>.png` of log_image, with `+` for `%` from newer clients, and a smaller copy `...%compressed.webp`. */
const LOGGED = /^(?:(.*)\/)?([^/]+)([%+])step\3(-?\d+)\3timestamp\3(\d+)\3([^%+/]+?)(\3compressed)?\.\w+$/
/** The step in the path of any other file: `epoch_3/grid.png`, `sample-step=20.wav`. */
const STEP = /(^|[/_\-. ])(?:global[_-]?step|step|epoch|iteration|iter|batch)[_\-= ]?(\d{1,15})(?=[/_\-. ]|$)/i

/** Folders of pictures that belong together are a gallery. */
const GALLERY = 2

/** Images, audio, video, tables and confusion matrices among the files of a run. `tables`: paths of logged tables, which are JSON. */
export function mediaIn(files: readonly FileEntry[], tables: ReadonlySet<string> = new Set()): MediaItem[] {
  const logged = new Map<string, MediaItem>()
  const others: MediaItem[] = []
  for (const { path, is_dir } of files) {
    if (is_dir) continue
    const kind = mediaKindOf(path, tables)
    const [, folder, name, mark, step, time, id, compressed] = LOGGED.exec(path) ?? []
    if (kind !== 'image' || name === undefined || id === undefined) {
      if (kind) others.push({ ...keyOf(path), kind, time: 0, path, small: path })
      continue
    }
    // Clients write `#` for the slashes of a key, and newer ones `~`.
    const key = (folder === undefined || folder === 'images' ? name : `${folder}/${name}`).replaceAll(mark === '+' ? /[#~]/g : '#', '/')
    const known = logged.get(`${folder}/${id}`)
    const item = known ?? { key, kind, step: Number(step), time: Number(time), path, small: path }
    logged.set(`${folder}/${id}`, { ...item, ...(compressed ? { small: path } : { path }) })
  }
  return [...logged.values(), ...others].sort(
    (a, b) => natural(a.key, b.key) || (a.step ?? 0) - (b.step ?? 0) || a.time - b.time || natural(a.path, b.path),
  )
}

function mediaKindOf(path: string, tables: ReadonlySet<string>): MediaKind | undefined {
  const kind = kindOf(path)
  if (kind === 'image' || kind === 'audio' || kind === 'video') return kind
  if (tables.has(path)) return 'table'
  if (extensionOf(path) === 'json' && /confusion[_-]?matrix/i.test(path)) return 'matrix'
  return kind === 'table' && STEP.test(path) ? 'table' : undefined
}

/** The path without its step, and the step; a path without one as it is. */
function keyOf(path: string): Pick<MediaItem, 'key' | 'step'> {
  const [found, before = '', step] = STEP.exec(path) ?? []
  if (found === undefined) return { key: path }
  const at = path.indexOf(found)
  const rest = path.slice(at + found.length)
  const start = path.slice(0, at)
  // A file that is called by its step alone; else one separator stays where the step stood between two parts.
  if (/^(\.|$)/.test(rest) && (before === '/' || start === '')) return { key: `${start}${before}*${rest}`, step: Number(step) }
  return { key: (start + (/^[/.]/.test(rest) ? rest : before + rest.slice(1))).replace(/^\//, ''), step: Number(step) }
}

/** One line of media: what several runs logged under a key. */
export interface MediaRow {
  key: string
  kind: MediaKind
  /** Pictures of a folder that belong to no step, shown side by side. */
  isGallery: boolean
  /** What each run has, by its id, in the order of steps. */
  cells: ReadonlyMap<string, readonly MediaItem[]>
}

/** Rows for the media of runs: a key each; pictures without a step are a row for each folder that holds several. */
export function mediaRows(runs: readonly { run_id: string; items: readonly MediaItem[] }[]): MediaRow[] {
  const rows = new Map<string, { key: string; kind: MediaKind; isGallery: boolean; cells: Map<string, MediaItem[]> }>()
  for (const { run_id, items } of runs) {
    const inFolder = new Map<string, number>()
    for (const item of items) if (isLoose(item)) inFolder.set(folderOf(item.path), (inFolder.get(folderOf(item.path)) ?? 0) + 1)
    for (const item of items) {
      const folder = folderOf(item.path)
      const isGallery = isLoose(item) && folder !== '' && (inFolder.get(folder) ?? 0) >= GALLERY
      const key = isGallery ? `${folder}/` : item.key
      const id = `${item.kind} ${key}`
      const row = rows.get(id) ?? { key, kind: item.kind, isGallery, cells: new Map<string, MediaItem[]>() }
      rows.set(id, row)
      row.cells.set(run_id, [...(row.cells.get(run_id) ?? []), item])
    }
  }
  return [...rows.values()].sort((a, b) => rankOf(a) - rankOf(b) || natural(a.key, b.key))
}

/** What was logged by step comes first, single files next, galleries last. */
const rankOf = ({ isGallery, cells }: MediaRow): number =>
  isGallery ? 2 : [...cells.values()].some((items) => items.some(({ step }) => step !== undefined)) ? 0 : 1

const isLoose = ({ kind, step }: MediaItem): boolean => kind === 'image' && step === undefined
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** Steps of all rows, ascending. */
export const stepsOf = (rows: readonly MediaRow[]): number[] =>
  [...new Set(rows.flatMap(({ cells }) => [...cells.values()].flatMap((items) => items.flatMap(({ step }) => step ?? []))))].sort(
    (a, b) => a - b,
  )

/** The item of a cell at a step: the last one that is not after it. Items without a step are there at every step. */
export const itemAt = (items: readonly MediaItem[], step: number): MediaItem | undefined =>
  items.findLast((item) => item.step === undefined || item.step <= step)
