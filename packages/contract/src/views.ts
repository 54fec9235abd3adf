import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { LIMITS } from './limits.ts'
import { flag, list, object, optional, requiredText, text, timestamp } from './scalars.ts'

/**
 * A saved arrangement of a page. `kind` is the page (`runs`, `charts` ...), `state` is JSON text that the page alone understands.
 * `is_default`: the page opens with it; at most one view of a kind is, for each experiment.
 */
export const View = object({
  view_id: text(),
  name: text(),
  kind: text(),
  experiment_ids: list(text()),
  state: text(),
  is_default: flag(),
  creation_time: timestamp(),
  last_update_time: timestamp(),
})
export type View = Static<typeof View>

const base = '/tailrace/1.0/views' as const
const name = () => ({ maxLength: LIMITS.viewName })
const state = { description: `JSON, at most ${LIMITS.viewStateBytes} bytes` }

export const createView = endpoint({
  name: 'createView',
  method: 'POST',
  path: `${base}/create`,
  summary: 'Saves a view for experiments, or for none in particular.',
  access: [{ right: 'update', resource: 'experiment', field: 'experiment_ids[]' }],
  idempotent: false,
  touches: [{ resource: 'view', field: 'response.view.view_id' }],
  request: object({
    name: requiredText(name()),
    kind: requiredText({ maxLength: LIMITS.viewKind }),
    experiment_ids: optional(list(text())),
    state: requiredText(state),
  }),
  response: object({ view: View }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST', 'RESOURCE_EXHAUSTED'],
})

export const updateView = endpoint({
  name: 'updateView',
  method: 'POST',
  path: `${base}/update`,
  summary: 'Changes a view; fields that are absent stay. A new default takes the place of the old one.',
  access: [{ right: 'update', resource: 'view', field: 'view_id' }],
  idempotent: true,
  touches: [{ resource: 'view', field: 'view_id' }],
  request: object({
    view_id: requiredText(),
    name: optional(text({ minLength: 1, ...name() })),
    state: optional(text(state)),
    is_default: optional(flag()),
  }),
  response: object({ view: View }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const deleteView = endpoint({
  name: 'deleteView',
  method: 'POST',
  path: `${base}/delete`,
  summary: 'Deletes a view.',
  access: [{ right: 'delete', resource: 'view', field: 'view_id' }],
  idempotent: true,
  touches: [{ resource: 'view', field: 'view_id' }],
  request: object({ view_id: requiredText() }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const getView = endpoint({
  name: 'getView',
  method: 'GET',
  path: `${base}/get`,
  summary: 'Reads a view.',
  access: [{ right: 'read', resource: 'view', field: 'view_id' }],
  idempotent: true,
  touches: [],
  request: object({ view_id: requiredText() }),
  response: object({ view: View }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const listViews = endpoint({
  name: 'listViews',
  method: 'GET',
  path: `${base}/list`,
  summary: 'Lists the views of an experiment, or all of them, of one kind or of every; the default first, then by name.',
  access: [{ filtered: 'view' }, { right: 'read', resource: 'experiment', field: 'experiment_id' }],
  idempotent: true,
  touches: [],
  request: object({ experiment_id: optional(text()), kind: optional(text()) }),
  response: object({ views: list(View) }),
  errors: ['INVALID_PARAMETER_VALUE'],
})
