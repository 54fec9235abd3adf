import { replacePlace } from '../replace-place.ts'

/** Old ids and places of artifacts, and what they are at the target. */
export class Places {
  readonly #ids = new Map<string, string>()
  readonly #locations = new Map<string, string>()

  /** Remembers what became of a run or a logged model. */
  add(from: { id: string; location: string }, to: { id: string; location: string }): void {
    this.#ids.set(from.id, to.id)
    if (from.location !== '' && to.location !== '') this.#locations.set(from.location, to.location)
  }

  /** The id at the target. */
  id(id: string): string | undefined {
    return this.#ids.get(id)
  }

  /** A location with its old place, or its old id in `runs:/` and `models:/`, replaced. */
  location(text: string): string {
    const [, scheme, id = '', rest = ''] = /^(runs|models):\/([^/]+)(.*)$/.exec(text) ?? []
    if (scheme !== undefined) return `${scheme}:/${this.#ids.get(id) ?? id}${rest}`
    return replacePlace(this.#locations, text)
  }
}
