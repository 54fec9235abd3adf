// Loads the forests of train.ts by run, by "latest" and by version, and asks each for the first iris.
//   MLFLOW_TRACKING_URI=http://localhost:5000 npm run example -- load-model
import { attribute, loadModel, searchRuns, setExperiment, tag } from '@tailrace/sdk'
import { type Forest, predict } from './forest.ts'
import { SPECIES, loadIris } from './iris.ts'

/** What the model at an address says of a flower. */
export async function predictWith(uri: string, features: readonly number[]): Promise<string | undefined> {
  const model = await loadModel(uri)
  return SPECIES[predict((await model.json()) as Forest, features)]
}

await setExperiment('iris_classification')
const trained = tag('model_family').eq('tree-based').and(attribute('status').eq('FINISHED'))
const [newest] = await searchRuns({ filter: trained, maxResults: 1 })
const [flower] = loadIris()
for (const uri of [`runs:/${newest?.info.run_id}/model`, 'models:/iris_classifier/latest', 'models:/iris_classifier/1']) {
  console.log(`${uri}: ${await predictWith(uri, flower?.features ?? [])}`)
}
console.log(`Actual: ${SPECIES[flower?.label ?? 0]}`)
