/** One thing that was looked at. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  /** What was found. */
  readonly found: string
  /** The command, or what else to do, that mends it. */
  readonly mend?: string
}

/** A check that found nothing wrong. */
export const fine = (name: string, found: string): Check => ({ name, ok: true, found })

/** A check that found something, and what mends it. */
export const wrong = (name: string, found: string, mend: string): Check => ({ name, ok: false, found, mend })

/** A word as a shell takes it. */
export const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
