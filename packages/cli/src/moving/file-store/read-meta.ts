import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { LocalRoots } from '../local-roots.ts'

/** Fields of a meta.yaml, as PyYAML writes them: YAML 1.1; whole numbers beyond 2^53 are bigint. */
export class Meta {
  readonly file: string
  readonly #fields: Readonly<Record<string, unknown>>

  private constructor(file: string, fields: Readonly<Record<string, unknown>>) {
    this.file = file
    this.#fields = fields
  }

  /** @throws Error with one line that names the file */
  static read(from: LocalRoots, file: string): Meta {
    let fields: unknown
    try {
      fields = parse(readFileSync(from.check(file), 'utf8'), { version: '1.1', intAsBigInt: true, logLevel: 'error' })
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '').replace(/:$/, '') : String(error)
      throw new Error(`${file} cannot be read: ${reason}`, { cause: error })
    }
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw new Error(`${file} is broken: it holds no fields`)
    return new Meta(file, fields as Record<string, unknown>)
  }

  /** A field as text, empty when it is absent or null. */
  text(name: string): string {
    const value = this.#fields[name]
    return value === undefined || value === null ? '' : String(value)
  }

  /** A field that must be there. @throws Error naming file and field */
  required(name: string): string {
    const text = this.text(name)
    if (text === '') throw new Error(`${this.file} is broken: it has no ${name}`)
    return text
  }

  /** A whole number, undefined when it is absent or none. */
  whole(name: string): number | undefined {
    const text = this.text(name)
    return /^-?\d+$/.test(text) ? Number(text) : undefined
  }

  /** Keys and values below a field, as texts. */
  map(name: string): [key: string, value: string][] {
    const value = this.#fields[name]
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
    return Object.entries(value).map(([key, item]) => [key, String(item ?? '')])
  }
}
