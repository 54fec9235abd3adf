/** A picture that a run logged with a key and a step. */
export interface LoggedImage {
  key: string
  step: number
  /** ms since the epoch */
  time: number
  /** Path of the file that is shown: the small one when there are two. */
  path: string
}

/** `images/<key>%step%<n>%timestamp%<ms>%<id>.png`, with `+` for `%` from newer clients, and a smaller twin `...%compressed.webp`. */
const NAME = /^(?:.*\/)?(.+)([%+])step\2(-?\d+)\2timestamp\2(\d+)\2([^%+/]+?)(\2compressed)?\.(png|webp|jpe?g)$/

/** Pictures among the files of the folder `images`, by key and step; a slash in a key is written as `#`, by newer clients as `~`. */
export function imagesIn(paths: readonly string[]): LoggedImage[] {
  const found = new Map<string, LoggedImage>()
  for (const path of paths) {
    const [, key, mark, step, time, id, compressed] = NAME.exec(path) ?? []
    if (key === undefined || id === undefined) continue
    if (found.has(id) && !compressed) continue
    found.set(id, { key: key.replaceAll(mark === '+' ? /[#~]/g : '#', '/'), step: Number(step), time: Number(time), path })
  }
  return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.step - b.step || a.time - b.time))
}

/** The picture of a key at a step: the last one not after it. */
export const imageAt = (images: readonly LoggedImage[], key: string, step: number): LoggedImage | undefined =>
  images.findLast((image) => image.key === key && image.step <= step)
