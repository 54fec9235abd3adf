/** Steps and times of points in different orders; no two points share both. */
export const PLACES: Readonly<Record<string, (index: number) => readonly [step: number, timestamp: number]>> = {
  'in order': (index) => [index, 10 * index],
  'of a run that was resumed': (index) => [index < 3000 ? index : index - 1000, 10 * index],
  'with gaps': (index) => [Math.floor(index / 700) * 1e9 + (index % 700), index * index],
  'at one step': (index) => [7, index],
  'at a few steps': (index) => [index % 3, index],
  'with times in no order': (index) => [index, (index * 7919) % 5003],
  'with one far away': (index) => (index === 4999 ? [1e14, 1e14] : [index - 9000, index]),
}
