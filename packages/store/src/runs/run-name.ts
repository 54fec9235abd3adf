/**
 * The name of a run as SQL; `table` is what the statement calls the table of runs. MLflow up to 1.29 kept the name in the tag `mlflow.runName` alone: the tag stands in
 * where the column is empty.
 */
export const runName = (table: string): string =>
  `coalesce(nullif(${table}.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = ${table}.run_uuid and named.key = 'mlflow.runName'), ${table}.name)`
