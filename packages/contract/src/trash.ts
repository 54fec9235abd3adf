import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { LIMITS } from './limits.ts'
import { flag, int32, int64, list, object, optional, text } from './scalars.ts'

const base = '/tailrace/1.0/trash' as const

/** A deleted run, or one of a deleted experiment, and where its files lie. */
export const DeletedRun = object({ run_id: text(), experiment_id: text(), artifact_uri: text() })
export type DeletedRun = Static<typeof DeletedRun>
/** The same of a logged model. */
export const DeletedModel = object({ model_id: text(), experiment_id: text(), artifact_uri: text() })
export type DeletedModel = Static<typeof DeletedModel>

const ids = (maxItems?: number) => optional(list(text(), { refuseItems: 'whole', ...(maxItems !== undefined && { maxItems }) }))
/** What of the trash is meant: of each kind those that are named, all for an absent list, none for an empty one. */
const selection = {
  run_ids: ids(),
  experiment_ids: ids(),
  logged_model_ids: ids(),
  older_than: optional(int64({ description: 'ms that they must have been deleted for' })),
}

export const listTrash = endpoint({
  name: 'listTrash',
  method: 'POST',
  path: `${base}/list`,
  summary:
    'Lists what a purge would take: deleted runs, experiments with all their runs and logged models, and logged models. Named ones must be deleted.',
  access: [
    { filtered: 'experiment', field: 'experiment_ids[]' },
    { filtered: 'run', field: 'run_ids[]' },
    { filtered: 'logged_model', field: 'logged_model_ids[]' },
  ],
  idempotent: true,
  touches: [],
  request: object(selection),
  response: object({ runs: list(DeletedRun), experiment_ids: list(text()), logged_models: list(DeletedModel) }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

/** `unreachable`: locations whose files this server cannot read: a purge is refused unless it may leave them. */
export const previewPurge = endpoint({
  name: 'previewPurge',
  method: 'POST',
  path: `${base}/preview`,
  summary: 'Counts what a purge would take, and the bytes of its files.',
  access: 'administrator',
  idempotent: true,
  touches: [],
  request: object(selection),
  response: object({
    runs: int32(),
    experiments: int32(),
    logged_models: int32(),
    files: int32(),
    bytes: int64(),
    unreachable: list(text()),
  }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

/** The response names everything that is gone. `unreachable`: locations whose files could not be deleted and were left, with `keep_artifacts`. */
export const purgeTrash = endpoint({
  name: 'purgeTrash',
  method: 'POST',
  path: `${base}/purge`,
  summary:
    'Deletes for good what is named and deleted already: first the files, then the rows. It cannot be undone. Experiments go with all their runs and logged models.',
  access: 'administrator',
  idempotent: false,
  touches: [
    { resource: 'run', field: 'run_ids[]', change: 'deleted' },
    { resource: 'experiment', field: 'experiment_ids[]' },
    { resource: 'logged_model', field: 'logged_model_ids[]' },
  ],
  request: object({
    run_ids: ids(LIMITS.changedRuns),
    experiment_ids: ids(LIMITS.changedRuns),
    logged_model_ids: ids(LIMITS.changedRuns),
    keep_artifacts: optional(flag({ description: 'also delete what has files that this server cannot reach, and leave those files' })),
  }),
  response: object({
    run_ids: list(text()),
    experiment_ids: list(text()),
    logged_model_ids: list(text()),
    files: int32(),
    bytes: int64(),
    unreachable: list(text()),
  }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})
