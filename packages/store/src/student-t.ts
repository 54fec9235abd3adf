/** Quantiles 0.975 of Student's t for 1 to 10 degrees of freedom, where the series below is too coarse. */
const FEW_DEGREES = [
  12.706204736, 4.30265273, 3.182446305, 2.776445105, 2.570581836, 2.446911851, 2.364624252, 2.306004135, 2.262157163, 2.228138852,
] as const
/** Quantile 0.975 of the normal distribution. */
const Z = 1.959963984540054

/**
 * The factor of a two-sided 95 % confidence interval of a mean: the interval's half width is this times sd / sqrt(n).
 * @param degrees of freedom, n - 1, from 1; exact to five digits (the expansion of Cornish and Fisher beyond 10)
 */
export function studentT95(degrees: number): number {
  const known = FEW_DEGREES[degrees - 1]
  if (known !== undefined) return known
  const z2 = Z * Z
  return (
    Z *
    (1 +
      (z2 + 1) / (4 * degrees) +
      ((5 * z2 + 16) * z2 + 3) / (96 * degrees ** 2) +
      (((3 * z2 + 19) * z2 + 17) * z2 - 15) / (384 * degrees ** 3) +
      ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / (92160 * degrees ** 4))
  )
}
