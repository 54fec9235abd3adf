/** The experiment that the code logs into. The API takes its identifier, which needs no quoting; the Python client takes its name. */
interface Target {
  experiment_id: string
  name: string
}

/** Where an empty server's first run goes: to an experiment that the Python client makes, else to the one that is always there. */
const FIRST: Target = { experiment_id: '0', name: 'first-steps' }

/** Code that logs a first run to the server at `uri`, ready to be run as it stands. A text of JSON is one of Python, too. */
export const firstRunCode = (uri: string, { experiment_id, name } = FIRST): Record<'Python' | 'TypeScript' | 'curl', string> => ({
  Python: `import mlflow

mlflow.set_tracking_uri(${JSON.stringify(uri)})
mlflow.set_experiment(${JSON.stringify(name)})

with mlflow.start_run():
    mlflow.log_param("lr", 0.01)
    for step in range(100):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
`,
  TypeScript: `const call = async (path: string, body: object) => {
  const reply = await fetch(\`${uri}/api/2.0/mlflow/\${path}\`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!reply.ok) throw new Error(await reply.text())
  return reply.json()
}

const { run } = await call('runs/create', { experiment_id: '${experiment_id}', run_name: 'first', start_time: Date.now() })
const { run_id } = run.info
const metrics = Array.from({ length: 100 }, (_, step) => ({ key: 'loss', value: 1 / (step + 1), step, timestamp: Date.now() }))
await call('runs/log-batch', { run_id, metrics, params: [{ key: 'lr', value: '0.01' }] })
await call('runs/update', { run_id, status: 'FINISHED', end_time: Date.now() })
`,
  curl: `URI='${uri}/api/2.0/mlflow'
post() { curl -sS "$URI/$1" -H 'content-type: application/json' -d "$2"; }

RUN=$(post runs/create '{"experiment_id": "${experiment_id}", "run_name": "first", "start_time": '$(date +%s)000'}' |
  sed -n 's/.*"run_id": *"\\([0-9a-f]*\\)".*/\\1/p')
post runs/log-parameter '{"run_id": "'$RUN'", "key": "lr", "value": "0.01"}'
post runs/log-metric '{"run_id": "'$RUN'", "key": "loss", "value": 0.5, "timestamp": '$(date +%s)000'}'
post runs/update '{"run_id": "'$RUN'", "status": "FINISHED", "end_time": '$(date +%s)000'}'
`,
})
