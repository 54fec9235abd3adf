import type { Db } from '../../database.ts'
import { lastRow } from '../row-mark.ts'
import { stepsOf } from '../steps-of.ts'
import { CHUNK } from './blocks.ts'
import { type ChunkOf, ChunkRead } from './chunk-read.ts'
import { COLUMNS, type State, prepareSummaries, readState, rowsSince, writeState } from './file.ts'
import { LONG, LongMetrics } from './long-metrics.ts'
import { POINT_COLUMNS } from './points.ts'

/** Rows that a slice of work looks at: some milliseconds, since nothing else is answered meanwhile. */
const NEW_ROWS = 5000
const LATEST_ROWS = 20_000
/** ms for which nothing must have come before the last chunk of a series is read: while its run goes on it would be read again and again. */
const SETTLED = 10_000
/** ms between two looks for runs that are gone. */
const SWEEP = 60_000
/** Metrics that a slice looks at for something to do. */
const AT_ONCE = 50

/** A connection that begins and ends its transactions. */
export interface Connection extends Db {
  exec(sql: string): void
  close(): void
}

interface Series {
  readonly id: number
  readonly run: string
  readonly key: string
  readonly shift: number
  readonly touched: number
}

type SeriesRow = readonly [id: number, run: string, key: string, shift: number, touched: number]

/** Rows of the table of metrics up to one. */
interface NewRows {
  readonly upTo: number
  readonly known: { readonly id: number; readonly shift: number; readonly first: number; readonly last: number }[]
  readonly fresh: { readonly run: string; readonly key: string; readonly last: number }[]
}

interface Options {
  /** Opens the database of summaries, and makes it when it is not there and `create` says so. */
  open(create: boolean): Connection | undefined
  /** ms since 1970. */
  now?: () => number
  /** ms for which a chunk is read at once. */
  slice?: number
}

/**
 * Keeps summaries of long metrics beside a SQLite database, so that a chart of a million points need not read them. It rests on points that are never
 * changed, nor taken away but with their run, whoever wrote them. What is written to the table is not slowed down: new rows are looked at afterwards, when
 * there is nothing else to do (`step`).
 */
export class SummaryKeeper {
  readonly #main: Connection
  readonly #open: Options['open']
  readonly #now: () => number
  readonly #slice: number
  #side: Connection | undefined
  /** While there is no database of summaries. */
  #state: State | undefined
  readonly #long: LongMetrics
  /** When runs that are gone were last looked for. */
  #swept = 0
  /** A chunk that is read just now. */
  #reading: ChunkRead | undefined

  constructor(main: Connection, { open, now = Date.now, slice = 10 }: Options) {
    this.#main = main
    this.#long = new LongMetrics(main)
    this.#open = open
    this.#now = now
    this.#slice = slice
  }

  /** Does some milliseconds of work. Answers whether there is more. */
  async step(): Promise<boolean> {
    this.#side ??= this.#open(false)
    return this.#inTransactions(async () => {
      const state = await this.#stateNow()
      if (state.searched !== undefined) return this.#search(state, state.searched)
      const isUpToDate = await this.#followUp(state)
      return !isUpToDate || this.#buildChunk()
    })
  }

  close(): void {
    this.#side?.close()
    this.#side = undefined
    this.#state = undefined
    this.#reading = undefined
  }

  /** Both databases as they are at one moment. */
  async #inTransactions<Result>(work: () => Promise<Result>): Promise<Result> {
    const connections = [this.#main, ...(this.#side ? [this.#side] : [])]
    const open: Connection[] = []
    try {
      for (const connection of connections) {
        connection.exec(connection === this.#main ? 'begin' : 'begin immediate')
        open.push(connection)
      }
      if (this.#side) await prepareSummaries(this.#side)
      const result = await work()
      for (const connection of open.splice(0).toReversed()) connection.exec('commit')
      return result
    } catch (error) {
      for (const connection of open) connection.exec('rollback')
      throw error
    }
  }

  /** What there is when it holds; else all is begun anew. */
  async #stateNow(): Promise<State> {
    const state = this.#side ? await readState(this.#side) : this.#state
    // Another process has followed up: what it saw may belong to the chunk that is read here.
    if (state?.mark?.row !== this.#state?.mark?.row) this.#reading = undefined
    if (state && (await rowsSince(this.#main, state)) !== undefined) return (this.#state = state)
    await this.#clear()
    this.#long.forget()
    this.#reading = undefined
    return this.#setState({ mark: await lastRow(this.#main), searched: 0 })
  }

  async #setState(state: State): Promise<State> {
    this.#state = state
    if (this.#side) await writeState(this.#side, state)
    return state
  }

  /** Looks for long metrics among those that were there before there were summaries. */
  async #search(state: State, after: number): Promise<boolean> {
    const [[last] = [null]] = await this.#main.arrays<readonly [number | null]>(
      'select max(rowid) from (select rowid from latest_metrics where rowid > ? order by rowid limit ?)',
      [after, LATEST_ROWS],
    )
    const rows = await this.#main.arrays<readonly [rowid: number, run: string, key: string, step: number | bigint]>(
      'select rowid, run_uuid, key, step from latest_metrics not indexed where rowid > ? and rowid <= ? and step >= ? order by rowid limit ?',
      [after, last ?? after, LONG, AT_ONCE],
    )
    for (const [, run, key, step] of rows) await this.#considerNew(run, key, Number(step))
    const searched = rows.length < AT_ONCE ? last : rows.at(-1)?.[0]
    await this.#setState({ ...state, searched: searched ?? undefined })
    return true
  }

  /** Takes note of rows that were written since, and answers whether those were all. Chunks that they belong to are read anew. */
  async #followUp(state: State): Promise<boolean> {
    if ((await rowsSince(this.#main, state)) === 0) return true
    const { upTo, known, fresh } = await this.#newRows(state.mark?.rowid ?? 0)
    for (const { id, shift, first, last } of known) await this.#touch([id, shift], first, last)
    for (const { run, key, last } of fresh) await this.#considerNew(run, key, last)
    const now = await this.#setState({ ...state, mark: await lastRow(this.#main, upTo) })
    return (await rowsSince(this.#main, now)) === 0
  }

  /** Rows behind one, as many as can be looked at in a slice: those of metrics that are summarized, and others that may be long by now. */
  async #newRows(before: number): Promise<NewRows> {
    for (let most = NEW_ROWS; ; most = Math.max(AT_ONCE, Math.floor(most / 4))) {
      const [[upTo] = [before]] = await this.#main.arrays<readonly [number]>(
        'select max(rowid) from (select rowid from metrics where rowid > ? order by rowid limit ?)',
        [before, most],
      )
      const rows = await this.#main.arrays<readonly [run: string, key: string, first: number | bigint, last: number | bigint]>(
        'select run_uuid, key, min(step), max(step) from metrics not indexed where rowid > ? and rowid <= ? group by run_uuid, key',
        [before, upTo],
      )
      const found: NewRows = { upTo, known: [], fresh: [] }
      for (const [run, key, first, last] of rows) {
        const select = 'select id, shift from series where run_uuid = ? and key = ?'
        const [series] = (await this.#side?.arrays<readonly [id: number, shift: number]>(select, [run, key])) ?? []
        if (series) found.known.push({ id: series[0], shift: series[1], first: Number(first), last: Number(last) })
        else if (this.#long.mayBeLong(run, key, Number(last))) found.fresh.push({ run, key, last: Number(last) })
      }
      if (found.fresh.length <= AT_ONCE || most <= AT_ONCE) return found
    }
  }

  async #touch([id, shift]: readonly [id: number, shift: number], first: number, last: number): Promise<void> {
    const size = CHUNK * 2 ** shift
    if (this.#reading?.of.id === id) this.#reading = undefined
    await this.#side?.run('delete from chunks where series = ? and number between ? and ?', [
      id,
      Math.floor(first / size),
      Math.floor(last / size),
    ])
    await this.#side?.run(`update series set touched = ?, state = 'pending' where id = ? and state <> 'unfit'`, [this.#now(), id])
  }

  /** Has a metric summarized if it is long. @param step a late one of it */
  async #considerNew(run: string, key: string, step: number): Promise<void> {
    const shift = this.#long.mayBeLong(run, key, step) ? await this.#long.shiftOf(run, key, step) : undefined
    if (shift === undefined) return
    const isNew = !this.#side
    const side = this.#made()
    if (isNew) await this.#begin(side)
    await side.run(`insert into series (run_uuid, key, shift, state, touched) values (?, ?, ?, 'pending', 0) on conflict do nothing`, [
      run,
      key,
      shift,
    ])
  }

  #made(): Connection {
    this.#side ??= this.#open(true)
    if (!this.#side) throw new Error('there is no place for summaries of metrics')
    return this.#side
  }

  /** A new database of summaries, in the middle of the work: what it rests on is written with the end of the step. */
  async #begin(side: Connection): Promise<void> {
    await prepareSummaries(side)
    await this.#clear()
  }

  async #clear(): Promise<void> {
    await this.#side?.run('delete from chunks')
    await this.#side?.run('delete from series')
  }

  /** Drops the summaries of runs that are gone. */
  async #sweep(): Promise<void> {
    this.#swept = this.#now()
    const rows = await this.#side?.arrays<readonly [id: number, run: string, key: string]>('select id, run_uuid, key from series')
    for (const [id, run, key] of rows ?? []) if (!(await stepsOf(this.#main, run, key))) await this.#drop(id)
  }

  async #drop(id: number): Promise<void> {
    await this.#side?.run('delete from chunks where series = ?', [id])
    await this.#side?.run('delete from series where id = ?', [id])
  }

  /** Reads on in a chunk that is missing. Answers whether there was one. */
  async #buildChunk(): Promise<boolean> {
    if (this.#now() - this.#swept >= SWEEP) await this.#sweep()
    if (this.#reading) {
      await this.#read(this.#reading)
      return true
    }
    const rows = await this.#side?.arrays<SeriesRow>(
      `select id, run_uuid, key, shift, touched from series where state = 'pending' order by touched, id limit ${AT_ONCE}`,
    )
    for (const [id, run, key, shift, touched] of rows ?? []) {
      const missing = await this.#missing({ id, run, key, shift, touched })
      if (!missing) continue
      if (missing !== 'none') await this.#read(new ChunkRead(missing))
      return true
    }
    return false
  }

  /** The first chunk of a series that is missing, but for a last one that still grows; undefined: none, and there may be one later. */
  async #missing({ id, run, key, shift, touched }: Series): Promise<ChunkOf | 'none' | undefined> {
    const steps = await stepsOf(this.#main, run, key)
    if (!steps) {
      await this.#drop(id)
      return 'none'
    }
    const [first, last] = [Number(steps[0]), Number(steps[1])]
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) {
      await this.#giveUp(id)
      return 'none'
    }
    const size = CHUNK * 2 ** shift
    const end = Math.floor(last / size)
    const chunks = (await this.#side?.arrays<readonly [number]>('select number from chunks where series = ? order by number', [id])) ?? []
    let number = Math.floor(first / size)
    for (const [known] of chunks) if (known === number) number++
    if (number <= end) return number === end && this.#now() - touched < SETTLED ? undefined : { id, run, key, shift, number }
    await this.#side?.run(`update series set state = 'whole' where id = ?`, [id])
    return 'none'
  }

  async #read(reading: ChunkRead): Promise<void> {
    this.#reading = reading
    const { id, number } = reading.of
    const reached = await reading.more(this.#main, performance.now() + this.#slice)
    if (reached === 'more') return
    this.#reading = undefined
    if (reached === 'unfit') return this.#giveUp(id)
    const { run, key } = reading.of
    const known = await this.#side?.arrays('select 1 from series where id = ? and run_uuid = ? and key = ?', [id, run, key])
    if (known?.length !== 1) return
    // Another process may have been sooner.
    const columns = COLUMNS.toReversed().join(', ')
    await this.#side?.run(
      `insert into chunks (series, number, ${columns}) values (?, ?, ${COLUMNS.map(() => '?').join(', ')}) on conflict do nothing`,
      [id, number, ...reading.encoded()],
    )
    await this.#side?.run(
      `insert into points (series, number, ${POINT_COLUMNS.join(', ')}) values (?, ?, ${POINT_COLUMNS.map(() => '?').join(', ')}) on conflict do nothing`,
      [id, number, ...reading.encodedPoints()],
    )
  }

  async #giveUp(id: number): Promise<void> {
    await this.#side?.run('delete from chunks where series = ?', [id])
    await this.#side?.run(`update series set state = 'unfit' where id = ?`, [id])
  }
}
