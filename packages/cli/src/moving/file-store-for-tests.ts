import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Files by their paths. */
export type Tree = Readonly<Record<string, string>>

/** Writes files below a folder and answers it. */
export function writeTree(folder: string, tree: Tree): string {
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const yaml = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('')

export const RUN = 'a'.repeat(32)
export const CHILD = 'b'.repeat(32)
export const OLD = 'c'.repeat(32)
export const MODEL = `m-${'d'.repeat(32)}`
export const EXPERIMENT = '150566385886004744'
export const TRASHED = '964003977371711194'
const DATASET = 'e'.repeat(32)

/** The meta.yaml of a run as 3.x writes it, with changes. */
export const runMeta = (run: string, change: Readonly<Record<string, string>> = {}): string =>
  yaml({
    artifact_uri: `file:///was/elsewhere/${EXPERIMENT}/${run}/artifacts`,
    end_time: '6000',
    entry_point_name: "''",
    experiment_id: `'${EXPERIMENT}'`,
    lifecycle_stage: 'active',
    run_id: run,
    run_name: 'parent',
    source_type: '4',
    start_time: '5000',
    status: '3',
    tags: '[]',
    user_id: 'ann',
    ...change,
  })

const experimentMeta = (id: string, name: string, change: Readonly<Record<string, string>> = {}): string =>
  yaml({
    artifact_location: `file:///was/elsewhere/${id}`,
    creation_time: '1000',
    experiment_id: `'${id}'`,
    last_update_time: '2000',
    lifecycle_stage: 'active',
    name,
    ...change,
  })

/** A file store with every form that a release has written, moved to another folder since. */
export const STORE: Tree = {
  // As 1.0 wrote it: no times, a run_uuid, the name in a tag, points without steps.
  '0/meta.yaml': yaml({ artifact_location: 'file:///was/elsewhere/0', experiment_id: "'0'", lifecycle_stage: 'active', name: 'Default' }),
  [`0/${OLD}/meta.yaml`]: yaml({
    artifact_uri: 's3://bucket/0/old',
    end_time: 'null',
    experiment_id: "'0'",
    name: "''",
    run_uuid: OLD,
    source_type: '4',
    start_time: '4000',
    status: '4',
    user_id: 'bob',
  }),
  [`0/${OLD}/metrics/loss`]: '10 0.5\n20 0.25\n20 0.25\n',
  [`0/${OLD}/tags/mlflow.runName`]: 'from a tag',
  [`${EXPERIMENT}/meta.yaml`]: experimentMeta(EXPERIMENT, 'first'),
  [`${EXPERIMENT}/tags/mlflow.note.content`]: 'héllo\nworld',
  [`${EXPERIMENT}/${RUN}/meta.yaml`]: runMeta(RUN),
  [`${EXPERIMENT}/${RUN}/metrics/loss`]: '10 1.0 0\n20 nan 1\n30 inf 2\n40 -inf 3\n',
  [`${EXPERIMENT}/${RUN}/metrics/deep/er`]: '10 1e-3 -5\n',
  [`${EXPERIMENT}/${RUN}/metrics/acc`]: '10 0.5 1 prices d1\n',
  [`${EXPERIMENT}/${RUN}/params/x/y`]: 'deep',
  [`${EXPERIMENT}/${RUN}/params/empty`]: '',
  [`${EXPERIMENT}/${RUN}/tags/multi`]: 'a\nb',
  [`${EXPERIMENT}/${RUN}/artifacts/dir/a b.txt`]: 'hello',
  [`${EXPERIMENT}/${RUN}/inputs/1/meta.yaml`]: yaml({
    destination_id: RUN,
    destination_type: 'RUN',
    source_id: DATASET,
    source_type: 'DATASET',
    tags: '{mlflow.data.context: training}',
  }),
  [`${EXPERIMENT}/${RUN}/inputs/2/meta.yaml`]: yaml({
    destination_id: MODEL,
    destination_type: 'RUN',
    source_id: MODEL,
    source_type: 'MODEL',
  }),
  [`${EXPERIMENT}/${RUN}/outputs/${MODEL}/meta.yaml`]: yaml({
    destination_id: MODEL,
    source_id: MODEL,
    source_type: 'RUN_OUTPUT',
    step: '3',
  }),
  [`${EXPERIMENT}/${CHILD}/meta.yaml`]: runMeta(CHILD, {
    run_name: 'child',
    lifecycle_stage: 'deleted',
    deleted_time: '7000',
    end_time: 'null',
    status: '1',
  }),
  [`${EXPERIMENT}/${CHILD}/tags/mlflow.parentRunId`]: RUN,
  [`${EXPERIMENT}/datasets/${DATASET}/meta.yaml`]: yaml({
    digest: 'd1',
    name: 'prices',
    profile: 'null',
    schema: `'{"a": 1}'`,
    source: `'{"uri": "/x"}'`,
    source_type: 'local',
  }),
  [`${EXPERIMENT}/models/${MODEL}/meta.yaml`]: yaml({
    artifact_location: `file:///was/elsewhere/${EXPERIMENT}/models/${MODEL}/artifacts`,
    creation_timestamp: '8000',
    experiment_id: `'${EXPERIMENT}'`,
    last_updated_timestamp: '9000',
    model_id: MODEL,
    model_type: 'null',
    name: 'forest',
    source_run_id: RUN,
    status: '2',
    status_message: 'null',
  }),
  [`${EXPERIMENT}/models/${MODEL}/params/depth`]: '3',
  [`${EXPERIMENT}/models/${MODEL}/tags/a`]: 'b',
  [`${EXPERIMENT}/models/${MODEL}/metrics/acc`]: `10 0.5 1 ${RUN} prices d1\n`,
  [`${EXPERIMENT}/models/${MODEL}/artifacts/MLmodel`]: 'flavors: {}\n',
  [`.trash/${TRASHED}/meta.yaml`]: experimentMeta(TRASHED, 'gone', { lifecycle_stage: 'deleted' }),
  'models/Prices/meta.yaml': yaml({
    aliases: "{champion: '3'}",
    creation_timestamp: '100',
    description: 'some words',
    last_updated_timestamp: '200',
    name: 'Prices',
  }),
  'models/Prices/tags/k': 'v',
  'models/Prices/aliases/champion': '3',
  'models/Prices/version-2/meta.yaml': yaml({ current_stage: 'Deleted_Internal', name: 'Prices', version: '2' }),
  'models/Prices/version-3/meta.yaml': yaml({
    creation_timestamp: '300',
    current_stage: 'Production',
    description: 'null',
    last_updated_timestamp: '400',
    name: 'Prices',
    run_id: RUN,
    source: `file:///was/elsewhere/${EXPERIMENT}/${RUN}/artifacts/dir`,
    status: 'READY',
    storage_location: `file:///was/elsewhere/${EXPERIMENT}/${RUN}/artifacts/dir`,
    version: '3',
  }),
  'models/Prices/version-3/tags/q': 'r',
}
