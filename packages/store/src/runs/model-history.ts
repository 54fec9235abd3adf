import { LIMITS, invalid, pythonDumps } from '@tailrace/contract'

/** The tag of a run that lists its logged models as JSON. */
export const MODEL_HISTORY = 'mlflow.log-model.history'

/** Prints the newest models that fit into a tag. @throws MlflowError INVALID_PARAMETER_VALUE when not even the last one does */
export function printHistory(models: readonly unknown[]): string {
  const texts = models.map(pythonDumps)
  let length = texts.reduce((sum, text) => sum + text.length + ', '.length, 0)
  let first = 0
  for (; length > LIMITS.runTagValue && first < texts.length; first++) length -= (texts[first]?.length ?? 0) + ', '.length
  if (first === texts.length) throw invalid(`'${MODEL_HISTORY}' exceeds the maximum length of ${LIMITS.runTagValue} characters`)
  return `[${texts.slice(first).join(', ')}]`
}

/** Reads a history; what is none is empty. */
export function readHistory(text: string): unknown[] {
  try {
    const history: unknown = JSON.parse(text)
    return Array.isArray(history) ? history : []
  } catch {
    return []
  }
}

/** The newest models of a history that fit into a tag; undefined when there are none. */
export function newestModels(text: string): string | undefined {
  try {
    return printHistory(readHistory(text))
  } catch {
    return undefined
  }
}
