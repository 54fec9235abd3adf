// Trains four forests on Fisher's irises; each is a run with params, metrics, a picture and a registered model.
//   MLFLOW_TRACKING_URI=http://localhost:5000 npm run example -- train
import { logImage, logMetrics, logModel, logParams, setExperiment, setTags, tracking, withRun } from '@tailrace/sdk'
import { growForest, predict } from './forest.ts'
import { SPECIES, loadIris, split } from './iris.ts'
import { confusion, matrixPicture, scores } from './scores.ts'

export async function trainModel({ trees, depth }: { trees: number; depth: number }): Promise<{ runId: string; accuracy: number }> {
  return withRun({ runName: `rf_n${trees}_d${depth}` }, async (run) => {
    const { train, test } = split(loadIris(), 0.2, 42)
    await logParams({ n_estimators: trees, max_depth: depth, model_type: 'RandomForest' })
    await logParams({ train_samples: train.length, test_samples: test.length, n_features: 4, n_classes: SPECIES.length })

    const forest = growForest(train, { trees, depth, seed: 42 })
    const predicted = test.map(({ features }) => predict(forest, features))
    const matrix = confusion(
      test.map(({ label }) => label),
      predicted,
      SPECIES.length,
    )
    const measured = scores(matrix)
    await logMetrics(measured)
    await logImage(matrixPicture(matrix), 'confusion_matrix.png')
    await logModel({ name: 'model', files: { 'model.json': JSON.stringify(forest) }, registeredModelName: 'iris_classifier' })
    await setTags({ team: 'data-science', project: 'iris-classification', model_family: 'tree-based' })

    console.log(`Run ID: ${run.runId}`)
    console.log(`Accuracy: ${measured.accuracy.toFixed(4)}`)
    console.log(`UI: ${tracking().trackingUri}/#/experiments/${run.info.experiment_id}/runs/${run.runId}`)
    return { runId: run.runId ?? '', accuracy: measured.accuracy }
  })
}

await setExperiment('iris_classification')
const settings = [
  { trees: 50, depth: 3 },
  { trees: 100, depth: 5 },
  { trees: 150, depth: 7 },
  { trees: 200, depth: 10 },
]
const results: { runId: string; accuracy: number; settings: object }[] = []
for (const each of settings) results.push({ ...(await trainModel(each)), settings: each })
const best = results.toSorted((a, b) => b.accuracy - a.accuracy)[0]
console.log(`Best model: run ${best?.runId}, accuracy ${best?.accuracy.toFixed(4)}, ${JSON.stringify(best?.settings)}`)
