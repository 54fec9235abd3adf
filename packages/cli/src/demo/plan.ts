/** The values of one metric over a run: one number a step, spread over its time. */
export interface Curve {
  key: string
  values: readonly number[]
  /** Steps between two values; 1 when absent. */
  every?: number
}

export interface DemoDataset {
  name: string
  digest: string
  context: 'training' | 'validation'
  source: string
  schema: object
  profile: object
}

/** A file of a run or model by its path. */
export type Files = Readonly<Record<string, string | Uint8Array>>

/** A model that the run logs: its metrics are the run's last values, on its last dataset. */
export interface DemoModel {
  name: string
  type: string
  signature: { inputs: readonly object[]; outputs: readonly object[] }
  /** Read by the code of `python`. */
  weights: object
  /** Name of its Python module; Python keeps one module a name, so models of different code have different ones. */
  module: string
  /** Source of the module, with `_load_pyfunc(path)`, so that the Python client can load and call the model. */
  python: string
  /** Model that it is registered as. */
  register?: string
}

export interface DemoRun {
  name: string
  user: string
  /** Hours between its start and the moment of filling. */
  hoursAgo: number
  minutes: number
  /** FINISHED when absent. */
  status?: 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED'
  params: Readonly<Record<string, string | number>>
  curves: readonly Curve[]
  tags?: Readonly<Record<string, string>>
  note?: string
  datasets?: readonly DemoDataset[]
  /** Made from the moment of its start (ms since the epoch). */
  files?: (startedAt: number) => Files
  model?: DemoModel
  children?: readonly DemoRun[]
  deleted?: boolean
}

export interface DemoExperiment {
  name: string
  note: string
  tags?: Readonly<Record<string, string>>
  runs: readonly DemoRun[]
  deleted?: boolean
}

/** A registered model; `versions` tells of each version that runs registered, in their order. */
export interface DemoRegisteredModel {
  name: string
  note: string
  tags?: Readonly<Record<string, string>>
  versions: readonly { stage?: string; aliases?: readonly string[]; note?: string; tags?: Readonly<Record<string, string>> }[]
}

export interface DemoPlan {
  experiments: readonly DemoExperiment[]
  models: readonly DemoRegisteredModel[]
}
