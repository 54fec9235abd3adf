import type { Client } from '@tailrace/sdk'
import { Float, pythonIndented } from '../output/json.ts'

/** A run as the wire gives it to a client. */
export type WireRun = Awaited<ReturnType<Client['getRun']>>['run']

/** A double of the wire as a number: JSON has words for NaN and the infinities only as text. */
export const numberOf = (value: number | string): number => Number(value)

/** A run as `runs describe` of MLflow prints it: maps in place of lists, floats as Python writes them. */
export function describedRun({ info, data, inputs, outputs }: WireRun): string {
  const described = {
    info: {
      artifact_uri: info.artifact_uri,
      end_time: info.end_time,
      experiment_id: info.experiment_id,
      lifecycle_stage: info.lifecycle_stage,
      run_id: info.run_id,
      run_name: info.run_name,
      start_time: info.start_time,
      status: info.status,
      user_id: info.user_id,
    },
    data: {
      metrics: Object.fromEntries((data.metrics ?? []).map(({ key, value }) => [key, new Float(numberOf(value))])),
      params: mapOf(data.params),
      tags: mapOf(data.tags),
    },
    inputs: {
      model_inputs: (inputs?.model_inputs ?? []).map(({ model_id }) => ({ model_id })),
      dataset_inputs: (inputs?.dataset_inputs ?? []).map(({ dataset, tags }) => ({
        dataset: {
          name: dataset.name,
          digest: dataset.digest,
          source_type: dataset.source_type,
          source: dataset.source,
          schema: dataset.schema,
          profile: dataset.profile,
        },
        tags: mapOf(tags),
      })),
    },
    outputs: { model_outputs: (outputs?.model_outputs ?? []).map(({ model_id, step }) => ({ model_id, step: step ?? 0 })) },
  }
  return pythonIndented(described, 4)
}

const mapOf = (pairs: readonly { key: string; value?: string }[] = []): Record<string, string> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? '']))

/** A time as MLflow's lists show it: `2026-11-21 17:30:17 UTC`. @param ms since the epoch */
export const utcText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** The value of a tag. */
export const tagOf = ({ data }: WireRun, key: string): string | undefined => data.tags?.find((tag) => tag.key === key)?.value
