import { type DatasetSummary, LIMITS, type RequestOf, type searchDatasets as SearchDatasets, invalid } from '@tailrace/contract'
import type { Db } from './database.ts'
import { byBytes, integerList, jsonText, lookup, rowsOfList } from './dialect.ts'
import { type ExperimentNumber, experimentIdNumber } from './experiment-id.ts'

/**
 * Lists the datasets that runs of some experiments used, once a context, deleted runs included; at most 1,000.
 * @throws MlflowError INVALID_PARAMETER_VALUE: no experiment, or more than 20
 */
export async function searchDatasets(
  db: Db,
  { experiment_ids: ids = [] }: RequestOf<typeof SearchDatasets>,
): Promise<{ dataset_summaries?: DatasetSummary[] }> {
  if (ids.length === 0) throw invalid('SearchDatasets request must specify at least one experiment_id.')
  const most = LIMITS.datasetSearchExperiments
  if (ids.length > most) {
    throw invalid(`SearchDatasets request cannot specify more than ${most} experiment_ids. Received ${ids.length} experiment_ids.`)
  }
  const order = ['name', 'digest', 'context'].map((column) => byBytes(db, column)).join(', ')
  const rows = await db.all<{ experiment_id: ExperimentNumber; name: string; digest: string; context: string | null }>(
    `select * from (
       select distinct d.experiment_id, d.name, d.digest,
         (select t.value from input_tags t where t.input_uuid = i.input_uuid and t.name = 'mlflow.data.context') as context
       from ${rowsOfList(db, integerList(db), 'datasets', 'd', 'd.experiment_id = wanted.value')}
       ${lookup(db, 'inputs', 'i', "i.source_type = 'DATASET' and i.source_id = d.dataset_uuid")}
     ) as used order by experiment_id, ${order} limit ${LIMITS.datasetSearchRows}`,
    [jsonText(ids.map((id) => experimentIdNumber(db, id)))],
  )
  const summaries = rows.map(({ experiment_id, name, digest, context }): DatasetSummary => {
    const summary = { experiment_id: String(experiment_id), name, digest }
    return context === null ? summary : { ...summary, context }
  })
  return summaries.length > 0 ? { dataset_summaries: summaries } : {}
}
