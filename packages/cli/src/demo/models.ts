import type { DemoModel, Files } from './plan.ts'

/** Files of a logged model in the layout of the Python client, which can load it with `mlflow.pyfunc.load_model`. */
export function modelFiles(model: DemoModel, { model_id, run_id, created }: { model_id: string; run_id: string; created: number }): Files {
  const weights = `${JSON.stringify(model.weights, undefined, 1)}\n`
  return {
    MLmodel: `artifact_path: model
flavors:
  python_function:
    code: code
    data: data
    env:
      virtualenv: python_env.yaml
    loader_module: ${model.module}
    python_version: 3.11.9
mlflow_version: 3.17.2
model_id: ${model_id}
model_size_bytes: ${Buffer.byteLength(weights) + Buffer.byteLength(model.python)}
model_uuid: ${model_id}
prompts: null
run_id: ${run_id}
signature:
  inputs: '${JSON.stringify(model.signature.inputs)}'
  outputs: '${JSON.stringify(model.signature.outputs)}'
  params: null
type_hint_from_example: false
utc_time_created: '${new Date(created).toISOString().replace('T', ' ').replace('Z', '000')}'
`,
    'requirements.txt': 'mlflow==3.17.2\nnumpy\npandas\n',
    'python_env.yaml': 'python: 3.11.9\nbuild_dependencies:\n- pip\ndependencies:\n- -r requirements.txt\n',
    [`code/${model.module}.py`]: model.python,
    'data/weights.json': weights,
  }
}

const column = (name: string, type: string): object => ({ type, name, required: true })

/** A logistic regression over customer data. */
export function churnModel(type: string, weights: Readonly<Record<string, number>>, bias: number): DemoModel {
  return {
    name: 'model',
    module: 'demo_churn',
    type,
    signature: {
      inputs: Object.keys(weights).map((name) => column(name, 'double')),
      outputs: [{ type: 'double', required: true }],
    },
    weights: { weights, bias },
    python: `import json
import os

import numpy as np


class Model:
    def __init__(self, weights, bias):
        self.weights, self.bias = weights, bias

    def predict(self, data, params=None):
        score = sum(data[name].to_numpy() * weight for name, weight in self.weights.items()) + self.bias
        return 1 / (1 + np.exp(-score))


def _load_pyfunc(path):
    with open(os.path.join(path, "weights.json")) as file:
        return Model(**json.load(file))
`,
  }
}

/** A threshold over the mean of a picture's channels. */
export function pictureModel(threshold: number): DemoModel {
  const tensor = (dtype: string, shape: readonly number[]): object => ({ type: 'tensor', 'tensor-spec': { dtype, shape } })
  return {
    name: 'segmenter',
    module: 'demo_pictures',
    type: 'unet',
    signature: { inputs: [tensor('float32', [-1, 3, 96, 160])], outputs: [tensor('int64', [-1, 96, 160])] },
    weights: { threshold },
    python: `import json
import os


class Model:
    def __init__(self, threshold):
        self.threshold = threshold

    def predict(self, data, params=None):
        return (data.mean(axis=1) > self.threshold).astype("int64")


def _load_pyfunc(path):
    with open(os.path.join(path, "weights.json")) as file:
        return Model(**json.load(file))
`,
  }
}

/** Next week's demand as weighted days of the last one. */
export function demandModel(weights: readonly number[]): DemoModel {
  const days = weights.map((_, day) => `day_${day + 1}`)
  return {
    name: 'forecaster',
    module: 'demo_demand',
    type: 'autoregression',
    signature: { inputs: days.map((name) => column(name, 'double')), outputs: [{ type: 'double', required: true }] },
    weights: { weights: Object.fromEntries(days.map((day, index) => [day, weights[index]])) },
    python: `import json
import os


class Model:
    def __init__(self, weights):
        self.weights = weights

    def predict(self, data, params=None):
        return sum(data[day].to_numpy() * weight for day, weight in self.weights.items())


def _load_pyfunc(path):
    with open(os.path.join(path, "weights.json")) as file:
        return Model(**json.load(file))
`,
  }
}
