// Logs the curves of ten epochs, then params, final metrics, a text and a file of JSON.
//   MLFLOW_TRACKING_URI=http://localhost:5000 npm run example -- advanced-tracking
import { logDict, logMetrics, logParams, logText, setExperiment, withRun } from '@tailrace/sdk'
import { random } from './random.ts'

/** Losses that fall and accuracies that rise, with some noise. */
export function epochMetrics(epoch: number, noise: () => number): Record<string, number> {
  return {
    train_loss: 1 / (epoch + 1) + noise() * 0.1,
    val_loss: 1.2 / (epoch + 1) + noise() * 0.1,
    train_accuracy: 0.5 + (epoch / 10) * 0.4 + noise() * 0.05,
    val_accuracy: 0.5 + (epoch / 10) * 0.35 + noise() * 0.05,
  }
}

await setExperiment('iris_classification')
await withRun({ runName: 'training_progress' }, async (run) => {
  const noise = random(7)
  let metrics: Record<string, number> = {}
  for (let epoch = 0; epoch < 10; epoch++) {
    metrics = epochMetrics(epoch, noise)
    await logMetrics(metrics, { step: epoch })
  }
  const params = { optimizer: 'adam', batch_size: 32, epochs: 10, lr_schedule: 'cosine' }
  await logParams(params)
  await logMetrics({ final_train_acc: metrics['train_accuracy'] ?? 0, final_val_acc: metrics['val_accuracy'] ?? 0, best_val_acc: 0.85 })
  await logText('Model training completed successfully', 'status.txt')
  await logDict(params, 'config.json')
  console.log(`Run ID: ${run.runId}`)
})
