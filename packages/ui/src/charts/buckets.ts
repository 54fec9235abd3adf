/** Buckets for a plot so many CSS px wide: one for two pixels, in hundreds, so that charts of about the same width share a request. */
export const bucketsFor = (width: number): number => Math.min(1_000, Math.max(100, Math.ceil(width / 200) * 100))
