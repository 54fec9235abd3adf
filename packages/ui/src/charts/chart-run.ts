/** A run as charts draw it. */
export interface ChartRun {
  run_id: string
  name: string
  /** CSS color, that of the row's dot: `colorOf` or `colorsOf` of series-colors.ts, or `#rrggbb`. */
  color: string
  experiment_id: string
  /** Hidden by the reader: not drawn. */
  hidden?: boolean | undefined
}

/** A group of runs, drawn as its mean and confidence band. */
export interface ChartGroup {
  /** Unique and readable, e.g. `depth = 5`. */
  group: string
  color: string
  run_ids: readonly string[]
}
