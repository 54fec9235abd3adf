/** Series from which a chart of one line each counts as one of many. */
export const MANY_SERIES = 20

/**
 * How many buckets a chart that is so many px wide asks for, each shown by its smallest and its largest value: one for two pixels, in
 * hundreds, so that charts of about the same width share a request. Of many series half as many: they hide one another, and all have to travel and be drawn.
 */
export const bucketsFor = (width: number, series = 1): number =>
  Math.min(1_000, Math.max(100, Math.ceil(width / 200) * 100)) / (series < MANY_SERIES ? 1 : 2)
