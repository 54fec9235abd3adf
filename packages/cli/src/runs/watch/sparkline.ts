const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/**
 * Values as a row of bars from the smallest to the largest. More values than columns are averaged in buckets; what is no finite number is a
 * blank.
 */
export function sparkline(values: readonly number[], width: number): string {
  const buckets = bucketed(values, width)
  const finite = buckets.filter(Number.isFinite)
  const low = Math.min(...finite)
  const range = Math.max(...finite) - low
  return buckets
    .map((value) => {
      if (!Number.isFinite(value)) return ' '
      return BARS[range === 0 ? 3 : Math.round(((value - low) / range) * (BARS.length - 1))]
    })
    .join('')
}

function bucketed(values: readonly number[], width: number): number[] {
  if (values.length <= width) return [...values]
  return Array.from({ length: width }, (_, index) => {
    const from = Math.floor((index * values.length) / width)
    const part = values.slice(from, Math.max(from + 1, Math.floor(((index + 1) * values.length) / width))).filter(Number.isFinite)
    return part.length === 0 ? Number.NaN : part.reduce((sum, value) => sum + value / part.length, 0)
  })
}
