import type { LoggedModel } from '@tailrace/contract'

/** A logged model with what a test is about, the rest empty. */
export const loggedModel = (info: Partial<LoggedModel['info']>, data: LoggedModel['data'] = {}): LoggedModel => ({
  info: {
    model_id: 'm-1',
    experiment_id: '1',
    name: 'm',
    creation_timestamp_ms: 0,
    last_updated_timestamp_ms: 0,
    artifact_uri: '',
    status: 'LOGGED_MODEL_READY',
    model_type: '',
    source_run_id: '',
    ...info,
  },
  data,
})
