/** Code that loads a version of a model from the server at `uri`; by its alias where it has one, so that the code outlives the version. */
export function loadingCode(
  uri: string,
  name: string,
  version: string,
  alias: string | undefined,
): Record<'Python' | 'TypeScript' | 'curl', string> {
  const place = alias === undefined ? `models:/${name}/${version}` : `models:/${name}@${alias}`
  const query = alias === undefined ? new URLSearchParams({ name, version }) : new URLSearchParams({ name, alias })
  const path = alias === undefined ? 'model-versions/get' : 'registered-models/alias'
  const files = new URLSearchParams({ name, version })
  return {
    Python: `import mlflow

mlflow.set_tracking_uri(${JSON.stringify(uri)})
model = mlflow.pyfunc.load_model(${JSON.stringify(place)})
model.predict(data)  # a pandas DataFrame
`,
    TypeScript: `const reply = await fetch(
  ${JSON.stringify(`${uri}/api/2.0/mlflow/${path}?${query.toString()}`)},
)
const { model_version } = await reply.json()
console.log(model_version.version, model_version.source)
`,
    curl: `curl ${shell(`${uri}/api/2.0/mlflow/${path}?${query.toString()}`)}
# its files as a zip
curl -o model.zip ${shell(`${uri}/api/tailrace/1.0/artifacts/archive?${files.toString()}`)}
`,
  }
}

/** A text as one word of a shell. */
export const shell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
