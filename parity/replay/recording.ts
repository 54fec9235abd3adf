import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dialect } from '../databases.ts'
import type { Answer } from './exchange.ts'
import type { Normal } from './normalize.ts'
import type { Group, Step } from './step.ts'

/** What MLflow answered to one request. */
export interface Recorded {
  /** Without ids, times and places. */
  readonly normal: Normal
  /** As it came, where the request may show an intended difference. */
  readonly reply?: Answer
}

/** A request, by its digest, and the answers on each database; `both` where they are the same. */
type Entry = { readonly request: string } & ({ readonly both: Recorded } | Readonly<Record<Dialect, Recorded | undefined>>)

const FOLDER = join(import.meta.dirname, 'recordings')
/** Release of MLflow whose answers are recorded. */
const RELEASE = '3.17.2'

/** Changes when a request does, so that no answer is taken for another one's. */
function digestOf({ method, path, body, headers, status, save, differs }: Step): string {
  const parts = [
    RELEASE,
    method,
    path,
    typeof body === 'string' ? body : body && Buffer.from(body).toString('hex'),
    headers,
    status,
    save,
    differs,
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}

/** Answers of MLflow to the requests of a group, as they were recorded. */
export class Recording {
  readonly #group: Group
  readonly #entries: readonly Entry[]

  constructor(group: Group) {
    this.#group = group
    const file = join(FOLDER, `${group.name}.json`)
    this.#entries = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Entry[]) : []
  }

  /** The answer to the step of an index; undefined when this request was not recorded on this database. */
  at(index: number, dialect: Dialect): Recorded | undefined {
    const [step, entry] = [this.#group.steps[index], this.#entries[index]]
    if (!step || !entry || entry.request !== digestOf(step)) return undefined
    return 'both' in entry ? entry.both : entry[dialect]
  }
}

/** Gathers the answers of a live MLflow on both databases, and writes them in place of what was recorded. */
export class Recorder {
  readonly #found = new Map<string, Recorded>()

  add(group: string, index: number, dialect: Dialect, recorded: Recorded): void {
    this.#found.set(`${group} ${index} ${dialect}`, recorded)
  }

  write(groups: readonly Group[]): void {
    mkdirSync(FOLDER, { recursive: true })
    for (const { name, steps } of groups) {
      const lines = steps.map((step, index) => JSON.stringify(this.#entry(name, index, digestOf(step))))
      writeFileSync(join(FOLDER, `${name}.json`), `[\n${lines.join(',\n')}\n]\n`)
    }
  }

  #entry(group: string, index: number, request: string): Entry {
    const [sqlite, postgres] = (['sqlite', 'postgres'] as const).map((dialect) => this.#found.get(`${group} ${index} ${dialect}`))
    return sqlite && JSON.stringify(sqlite) === JSON.stringify(postgres) ? { request, both: sqlite } : { request, sqlite, postgres }
  }
}
