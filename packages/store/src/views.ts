import { randomUUID } from 'node:crypto'
import {
  LIMITS,
  MlflowError,
  type RequestOf,
  type View,
  type createView as CreateView,
  type listViews as ListViews,
  type updateView as UpdateView,
  invalid,
} from '@tailrace/contract'
import type { Db, SqlValue } from './database.ts'
import { byBytes, isOneOf, jsonText, lockRows } from './dialect.ts'
import { type ExperimentNumber, experimentIdNumber, noExperiment } from './experiment-id.ts'

interface ViewRow extends Omit<View, 'experiment_ids' | 'is_default'> {
  /** JSON list of decimal texts. */
  experiment_ids: string
  is_default: number | boolean
}
const COLUMNS = 'view_id, name, kind, experiment_ids, state, is_default, creation_time, last_update_time'

const noView = (id: string): MlflowError => new MlflowError('RESOURCE_DOES_NOT_EXIST', `View with id=${id} not found`)

/**
 * Saves a view.
 * @throws MlflowError INVALID_PARAMETER_VALUE: a state that is no JSON or too long; RESOURCE_DOES_NOT_EXIST: no such experiment;
 *   RESOURCE_EXHAUSTED: too many views of the kind
 */
export async function createView(db: Db, request: RequestOf<typeof CreateView>): Promise<{ view: View }> {
  const { name, kind, state } = request
  checkState(state)
  const numbers = [...new Set((request.experiment_ids ?? []).map((id) => experimentIdNumber(db, id)))]
  await requireExperiments(db, numbers)
  const count = await db.get<{ n: number }>('select count(*) as n from tailrace_views where kind = ?', [kind])
  if ((count?.n ?? 0) >= LIMITS.views) {
    throw new MlflowError('RESOURCE_EXHAUSTED', `There are ${LIMITS.views} views of the kind '${kind}' already. Delete some first.`)
  }
  const now = Date.now()
  const view_id = randomUUID().replaceAll('-', '')
  const experiment_ids = numbers.map(String)
  await db.run(`insert into tailrace_views (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)`, [
    view_id,
    name,
    kind,
    JSON.stringify(experiment_ids),
    state,
    false,
    now,
    now,
  ])
  return { view: { view_id, name, kind, experiment_ids, state, is_default: false, creation_time: now, last_update_time: now } }
}

function checkState(state: string): void {
  const bytes = Buffer.byteLength(state)
  if (bytes > LIMITS.viewStateBytes) throw invalid(`The state of a view may have ${LIMITS.viewStateBytes} bytes, this one has ${bytes}.`)
  // PostgreSQL cannot keep it, and in JSON it is written as an escape.
  if (state.includes('\0')) throw invalid('The state of a view must be JSON.')
  try {
    JSON.parse(state)
  } catch {
    throw invalid('The state of a view must be JSON.')
  }
}

async function requireExperiments(db: Db, ids: readonly ExperimentNumber[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await db.all<{ experiment_id: ExperimentNumber }>(
    `select experiment_id from experiments where experiment_id ${isOneOf(db)}`,
    [jsonText(ids)],
  )
  const known = new Set(rows.map(({ experiment_id }) => experiment_id))
  const missing = ids.find((id) => !known.has(id))
  if (missing !== undefined) throw noExperiment(String(missing))
}

/**
 * Changes the fields that are given. A view that becomes the default takes that from those of its kind that share an experiment with it
 * (of a view without experiments: from others without any).
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST; INVALID_PARAMETER_VALUE: a state that is no JSON or too long, an empty name
 */
export async function updateView(db: Db, { view_id, name, state, is_default }: RequestOf<typeof UpdateView>): Promise<{ view: View }> {
  if (name === '') throw invalid('The name of a view must not be empty.')
  if (state !== undefined) checkState(state)
  const { view } = await getView(db, { view_id })
  if (is_default) await takeDefault(db, view)
  const now = Date.now()
  const next = { ...view, name: name ?? view.name, state: state ?? view.state, is_default: is_default ?? view.is_default }
  const changed = await db.run('update tailrace_views set name = ?, state = ?, is_default = ?, last_update_time = ? where view_id = ?', [
    next.name,
    next.state,
    next.is_default,
    now,
    view_id,
  ])
  if (changed === 0) throw noView(view_id)
  return { view: { ...next, last_update_time: now } }
}

async function takeDefault(db: Db, { view_id, kind, experiment_ids }: View): Promise<void> {
  // All of the kind are locked, in one order, so that of two views that become the default at once one does.
  const rows = await db.all<ViewRow>(`select ${COLUMNS} from tailrace_views where kind = ? order by view_id ${lockRows(db, 'write')}`, [
    kind,
  ])
  const mine = new Set(experiment_ids)
  for (const other of rows.map(toView)) {
    const isShared = mine.size === 0 ? other.experiment_ids.length === 0 : other.experiment_ids.some((id) => mine.has(id))
    if (!other.is_default || other.view_id === view_id || !isShared) continue
    await db.run('update tailrace_views set is_default = ? where view_id = ?', [false, other.view_id])
  }
}

/** Deletes a view. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function deleteView(db: Db, { view_id }: { view_id: string }): Promise<object> {
  const changed = await db.run('delete from tailrace_views where view_id = ?', [view_id])
  if (changed === 0) throw noView(view_id)
  return {}
}

/** Reads a view. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function getView(db: Db, { view_id }: { view_id: string }): Promise<{ view: View }> {
  const row = await db.get<ViewRow>(`select ${COLUMNS} from tailrace_views where view_id = ?`, [view_id])
  if (!row) throw noView(view_id)
  return { view: toView(row) }
}

/** Lists views, the default first, then by name. With an experiment only those that name it. */
export async function listViews(db: Db, { experiment_id, kind }: RequestOf<typeof ListViews>): Promise<{ views: View[] }> {
  const conditions: string[] = []
  const params: SqlValue[] = []
  if (kind) {
    conditions.push('kind = ?')
    params.push(kind)
  }
  if (experiment_id) {
    // The ids stand in the list with quotes around each.
    conditions.push('experiment_ids like ?')
    params.push(`%"${experimentIdNumber(db, experiment_id)}"%`)
  }
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
  const rows = await db.all<ViewRow>(
    `select ${COLUMNS} from tailrace_views ${where} order by is_default desc, ${byBytes(db, 'name')}, view_id`,
    params,
  )
  return { views: rows.map(toView) }
}

function toView(row: ViewRow): View {
  return { ...row, experiment_ids: JSON.parse(row.experiment_ids) as string[], is_default: Boolean(row.is_default) }
}
