// Shows the best runs of train.ts side by side.
//   MLFLOW_TRACKING_URI=http://localhost:5000 npm run example -- compare-runs
import { metric, searchRuns, setExperiment } from '@tailrace/sdk'

/** The best runs above an accuracy. */
export const topRuns = (accuracy: number, count: number) =>
  searchRuns({ filter: metric('accuracy').gt(accuracy), orderBy: [metric('accuracy').desc()], maxResults: count })

await setExperiment('iris_classification')
const runs = await topRuns(0.85, 5)
const line = (cells: readonly (string | undefined)[]): string => cells.map((cell = 'N/A') => cell.padEnd(16)).join('')
console.log(line(['Run ID', 'Accuracy', 'F1', 'n_estimators', 'max_depth']))
for (const { info, metrics, params } of runs) {
  const numbers = [metrics['accuracy']?.toFixed(4), metrics['f1_score']?.toFixed(4)]
  console.log(line([info.run_id.slice(0, 8), ...numbers, params['n_estimators'], params['max_depth']]))
}
const [best] = runs
console.log(`Best run: ${best?.info.run_id}, accuracy ${best?.metrics['accuracy']?.toFixed(4)}`)
