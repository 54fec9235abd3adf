/** How often each species (row) was taken for each (column). */
export function confusion(actual: readonly number[], predicted: readonly number[], classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0))
  actual.forEach((label, index) => {
    const row = matrix[label]
    const column = predicted[index] ?? 0
    if (row) row[column] = (row[column] ?? 0) + 1
  })
  return matrix
}

/** Accuracy, and precision, recall and F1 weighted by how frequent each species is. */
export function scores(matrix: readonly (readonly number[])[]): { accuracy: number; f1_score: number; precision: number; recall: number } {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
  const all = sum(matrix.map(sum))
  const perClass = matrix.map((row, label) => {
    const hits = row[label] ?? 0
    const said = sum(matrix.map((other) => other[label] ?? 0))
    const precision = said === 0 ? 0 : hits / said
    const recall = sum(row) === 0 ? 0 : hits / sum(row)
    return {
      weight: sum(row) / all,
      hits,
      precision,
      recall,
      f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    }
  })
  return {
    accuracy: sum(perClass.map(({ hits }) => hits)) / all,
    f1_score: sum(perClass.map(({ weight, f1 }) => weight * f1)),
    precision: sum(perClass.map(({ weight, precision }) => weight * precision)),
    recall: sum(perClass.map(({ weight, recall }) => weight * recall)),
  }
}

/** A matrix as a picture: one square a cell, the darker the more. */
export function matrixPicture(
  matrix: readonly (readonly number[])[],
  cell = 40,
): { width: number; height: number; channels: 1; data: Uint8Array } {
  const width = matrix.length * cell
  const most = Math.max(...matrix.flat(), 1)
  const data = Uint8Array.from({ length: width * width }, (_, index) => {
    const value = matrix[Math.floor(index / width / cell)]?.[Math.floor((index % width) / cell)] ?? 0
    return 255 - Math.round((200 * value) / most)
  })
  return { width, height: width, channels: 1, data }
}
