/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: string): () => number {
  let state = 0x9e3779b9
  for (const letter of seed) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x85ebca6b) + 0x1b873593
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A number near 0 with about the given spread: the sum of twelve even ones is close to normal. */
export function noise(random: () => number, spread: number): number {
  let sum = -6
  for (let n = 0; n < 12; n++) sum += random()
  return sum * spread
}

/** `digits` digits after the point. */
export const round = (value: number, digits = 5): number => Number(value.toFixed(digits))

/** Falls (or rises) from one value to another as training does, with noise that fades. `pace` is the share of the way after which half is done. */
export function approach(
  random: () => number,
  { from, to, steps, pace = 0.15, spread = 0.02 }: { from: number; to: number; steps: number; pace?: number; spread?: number },
): number[] {
  return Array.from({ length: steps }, (_, step) => {
    const left = 2 ** (-step / (steps * pace))
    return round(to + (from - to) * left + noise(random, spread * Math.abs(from - to) * (0.3 + left)))
  })
}
