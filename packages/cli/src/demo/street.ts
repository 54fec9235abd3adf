import { type Rgb, png } from './png.ts'
import { noise, randomFrom } from './random.ts'

const WIDTH = 160
const HEIGHT = 96
const SKY: Rgb = [70, 130, 180]
const ROAD: Rgb = [128, 64, 128]
const GREEN: Rgb = [107, 142, 35]
const CAR: Rgb = [0, 0, 142]

/** What a street scene shows at a point, as the colors in which segmentation draws classes. */
function truth(x: number, y: number): Rgb {
  const horizon = HEIGHT * 0.42
  if (y < horizon) return SKY
  if (Math.abs(x - 104) < 13 && Math.abs(y - 56) < 9) return CAR
  return Math.abs(x - WIDTH / 2) < 10 + (y - horizon) * 1.25 ? ROAD : GREEN
}

/** A picture of a predicted segmentation; `quality` 0 to 1 is how close it comes to the truth. */
export function streetPicture(seed: string, quality: number): Uint8Array {
  const random = randomFrom(seed)
  const blur = (1 - quality) * 26
  const wobble = Array.from({ length: WIDTH + HEIGHT }, () => noise(random, blur))
  return png(WIDTH, HEIGHT, (x, y) => truth(x + (wobble[y] ?? 0) * 0.6, y + (wobble[HEIGHT + x] ?? 0) * 0.35))
}
