import { type Tally, noTally } from '@tailrace/store'
import { isTerminal } from '../output/color.ts'
import { type Progress, startProgress } from '../output/progress.ts'
import type { MovedItem, Source, Wanted } from './source.ts'
import type { MoveResult, MoveTarget } from './move-target.ts'

/** What a move has done. */
export interface MoveReport {
  readonly from: string
  readonly to: string
  /** What the source has. */
  readonly found: Tally & { files: number; bytes: number }
  /** What was new or changed where it went. */
  readonly taken: MoveResult
  /** What was left out, one line each. */
  readonly problems: readonly string[]
  /** What a person may want to know, one line each. */
  readonly notes: readonly string[]
}

/** Moves everything that is wanted from one place to another. Both are left open. */
export async function move(source: Source, target: MoveTarget, wanted: Wanted, said: MoveLog): Promise<MoveReport> {
  const found: MoveReport['found'] = { ...noTally(), files: 0, bytes: 0 }
  const progress = startProgress('Runs', 'runs', isTerminal(process.stderr) ? await source.runs(wanted) : undefined)
  const files = startProgress('Files', 'bytes')
  const guess = new SizeGuess(files)
  try {
    for await (const item of source.items({ ...wanted, files: wanted.files && target.files }, said.tell)) {
      await target.add(item)
      count(found, item)
      guess.note(item)
      if (item.kind === 'run') progress.add(1)
      if (item.kind === 'file') {
        progress.done()
        files.add(item.size)
      }
    }
    progress.done()
    files.done()
    const taken = await target.finish(source.again)
    return { from: source.name, to: target.name, found, taken, problems: said.problems, notes: said.notes }
  } finally {
    progress.done()
    files.done()
  }
}

/**
 * Guesses how many bytes of files there are: they come owner by owner, in the order of their runs and models, so the place of an owner says which
 * part of all is done.
 */
class SizeGuess {
  readonly #progress: Progress
  readonly #owners = new Map<string, number>()
  #bytes = 0

  constructor(progress: Progress) {
    this.#progress = progress
  }

  note(item: MovedItem): void {
    if (item.kind === 'run') this.#owners.set(item.run.info.run_id, this.#owners.size)
    if (item.kind === 'logged_model') this.#owners.set(item.model.info.model_id, this.#owners.size)
    if (item.kind !== 'file') return
    this.#bytes += item.size
    const place = this.#owners.get('run_id' in item.owner ? item.owner.run_id : item.owner.model_id) ?? 0
    this.#progress.setTotal((this.#bytes * this.#owners.size) / (place + 1), 'about')
  }
}

/** Collects the problems and notes of a move. */
export class MoveLog {
  readonly problems: string[] = []
  readonly notes: string[] = []
  readonly tell = (line: string, weight?: 'note'): void => {
    const list = weight === 'note' ? this.notes : this.problems
    list.push(line.replaceAll(/\s*[\r\n]\s*/g, ' '))
  }
}

/** Adds a thing to what was found. */
function count(found: MoveReport['found'], item: MovedItem): void {
  if (item.kind === 'points') found.points += item.points.length
  else if (item.kind === 'file') {
    found.files++
    found.bytes += item.size
  } else found[`${item.kind}s`]++
  if (item.kind !== 'run') return
  const { data, inputs, outputs } = item.run
  found.params += data.params?.length ?? 0
  found.tags += data.tags?.length ?? 0
  found.inputs += (inputs?.dataset_inputs?.length ?? 0) + (inputs?.model_inputs?.length ?? 0)
  found.outputs += outputs?.model_outputs?.length ?? 0
}
