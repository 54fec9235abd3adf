import type { Ended } from './programs.ts'
import type { Step } from './steps.ts'

/** What is different by nature on one side: its folder, its server, ids that it gave. */
export interface Side {
  readonly folder: string
  readonly trackingUri: string
  readonly kept: ReadonlyMap<string, string>
}

/** Says how two ends of a step differ; undefined when they do not. */
export function difference(step: Step, [original, ours]: readonly [Ended, Ended], sides: readonly [Side, Side]): string | undefined {
  const [, wantedOriginal, wantedOurs] = step.differs ?? ['', original.code, original.code]
  if (original.code !== wantedOriginal || ours.code !== wantedOurs)
    return `status ${original.code} of MLflow, ${ours.code} of ours\n${original.err.trim().split('\n').at(-1) ?? ''}\n${ours.err}`
  if (ours.code === 1 && !/^tailrace: [^\n]+\n$/.test(ours.err)) return `ours does not say in one line what is wrong:\n${ours.err}`
  if (step.differs) return undefined
  const [a, b] = [plain(original.out, sides[0]), plain(ours.out, sides[1])]
  if (step.form === 'csv' ? sortedColumns(a) === sortedColumns(b) : a === b) return undefined
  return `original:\n${a}\nours:\n${b}`
}

const DAY = 86_400_000

/**
 * An output without ids, places, names and times that cannot be the same, and with maps sorted: MLflow reads tags without an order.
 * Times long ago stay: they were in the data.
 */
function plain(text: string, { folder, trackingUri, kept }: Side): string {
  let result = text.replaceAll(folder, '<folder>').replaceAll(trackingUri, '<server>')
  for (const [name, value] of kept) if (value.length > 8) result = result.replaceAll(value, `<${name}>`)
  const recent = (found: string, ms: number): string => (Math.abs(ms - Date.now()) < DAY ? '<time>' : found)
  return result
    .replaceAll(/\b\d{13}\b/g, (found) => recent(found, Number(found)))
    .replaceAll(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{3})?/g, (found) => recent(found, Date.parse(`${found}Z`)))
    .replaceAll(/"mlflow\.source\.name": "[^"]*"/g, '"mlflow.source.name": "<program>"')
    .replaceAll(/\b[0-9a-f]{32}\b/g, (id) => ([...kept.values()].includes(id) ? id : '<id>'))
    .replaceAll(/\b[a-z]+-[a-z]+-\d+\b/g, '<random name>')
    .replaceAll(/^(Tags +: )(.*)$/gm, (_match, head: string, tags: string) => head + tags.split(', ').toSorted().join(', '))
    .replaceAll(/("(?:tags|params|metrics)": \{\n)([^}]*?)(\n *\})/g, (_match, open: string, inside: string, close: string) => {
      const lines = inside.split('\n').map((line) => line.replace(/,$/, ''))
      return open + lines.toSorted().join(',\n') + close
    })
}

/** A CSV with its columns by name: params and tags come in any order from a database. */
function sortedColumns(text: string): string {
  const [heads = [], ...rows] = recordsOf(text)
  const order = heads.map((_head, index) => index).sort((a, b) => ((heads[a] ?? '') < (heads[b] ?? '') ? -1 : 1))
  return [heads, ...rows].map((row) => (row.length === heads.length ? order.map((index) => row[index]).join() : row.join())).join('\n')
}

/** The records of a CSV, cells as they stand, quotes and all. */
function recordsOf(text: string): string[][] {
  const records: string[][] = [[]]
  for (const [, cell = '', end] of text.matchAll(/("(?:[^"]|"")*"|[^,\n"]*)(,|\n|$)/g)) {
    records.at(-1)?.push(cell)
    if (end === '\n') records.push([])
    if (end === '') break
  }
  return records
}
