import { parse } from 'yaml'
import { columnsOfSpec, type SignatureColumn } from '../signature.ts'

/** What an MLmodel file says, as far as it says it. */
export interface MlmodelCard {
  flavors: { name: string; facts: [name: string, value: string][] }[]
  inputs: SignatureColumn[]
  outputs: SignatureColumn[]
  params: SignatureColumn[]
  /** Whether there is a signature at all. */
  signed: boolean
  /** Bytes of the model's folder. */
  size?: number
  /** Run, model id, version of the client, creation: what is there. */
  facts: [name: string, value: string][]
  metadata: unknown
  example?: string
}

/**
 * Reads an MLmodel file.
 * @throws Error when it is no YAML or no model
 */
export function parseMlmodel(text: string): MlmodelCard {
  const root: unknown = parse(text, { maxAliasCount: 100 })
  if (typeof root !== 'object' || root === null || Array.isArray(root)) throw new Error('It is no MLmodel file: it has no flavors.')
  const model = root as Record<string, unknown>
  const flavors = fieldsOf(model['flavors'])
  const signature = fieldsOf(model['signature'])
  const size = Number(model['model_size_bytes'])
  const example = fieldsOf(model['saved_input_example_info'])['artifact_path']
  return {
    flavors: Object.entries(flavors).map(([name, value]) => ({ name, facts: factsOf(fieldsOf(value)) })),
    inputs: columnsOfSpec(signature['inputs']),
    outputs: columnsOfSpec(signature['outputs']),
    params: columnsOfSpec(signature['params']),
    signed: Object.keys(signature).length > 0,
    ...(model['model_size_bytes'] != null && Number.isFinite(size) && { size }),
    facts: FACTS.flatMap(([key, name]) => (typeof model[key] === 'string' ? [[name, model[key]] as [string, string]] : [])),
    metadata: model['metadata'] ?? undefined,
    ...(typeof example === 'string' && { example }),
  }
}

const FACTS = [
  ['model_id', 'Model id'],
  ['run_id', 'Run id'],
  ['utc_time_created', 'Created (UTC)'],
  ['mlflow_version', 'Written by'],
] as const

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

const factsOf = (flavor: Record<string, unknown>): [string, string][] =>
  Object.entries(flavor).flatMap(([name, value]) =>
    value === null ? [] : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)] as [string, string]],
  )

/** Code that loads a model from an address, e.g. `runs:/<id>/model`; by its own flavor too where the client can. */
export function loadSnippets(uri: string, flavors: readonly string[]): { name: string; code: string }[] {
  const address = JSON.stringify(uri)
  const own = flavors.filter((flavor) => /^[a-z_0-9]+$/.test(flavor) && flavor !== 'python_function')
  return [
    ...(flavors.includes('python_function')
      ? [
          {
            name: 'Python function',
            code: `import mlflow\n\nmodel = mlflow.pyfunc.load_model(${address})\npredictions = model.predict(data)`,
          },
          {
            name: 'Spark',
            code: `import mlflow\n\npredict = mlflow.pyfunc.spark_udf(spark, ${address})\nframe.withColumn("predictions", predict(*frame.columns))`,
          },
        ]
      : []),
    ...own.map((flavor) => ({ name: flavor, code: `import mlflow\n\nmodel = mlflow.${flavor}.load_model(${address})` })),
    { name: 'Download', code: `import mlflow\n\npath = mlflow.artifacts.download_artifacts(${address})` },
  ]
}
