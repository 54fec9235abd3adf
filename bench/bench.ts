import type { Acknowledgement } from './network.ts'
import type { Seed } from './seed.ts'
import type { Server } from './servers.ts'

/** One of the two that are compared. */
export type SideName = 'original' | 'tailrace'

/** A side and the server that stands for it. */
export interface Side {
  name: SideName
  server: Server
}

/** A value a side; absent where the side was not measured or failed. */
export type PerSide = Partial<Record<SideName, number>>

/** Units of findings; less is better in all of them. */
export type Unit = 's' | 'ms' | 'us' | 'MiB' | 'times' | '%' | ''

/** A line of the summary: one figure of one row of the table of targets. */
export interface Finding {
  work: string
  figure: string
  unit: Unit
  values: PerSide
  /** The most that Tailrace may take: a figure, or what MLflow takes in the same run; absent for figures that only inform. */
  target?: number | 'original'
}

/** A line of the details: one side under one load. */
export interface Detail {
  work: string
  side: SideName
  mode: Acknowledgement
  clients: number
  /** Units done, refused ones included. */
  count: number
  errors: number
  /** Milliseconds. */
  p50: number
  p95: number
  p99: number
  /** Units a second. */
  throughput: number
  /** CPU time of the whole process tree a unit, ms. */
  cpu: number
}

/** Something that went wrong: a side refused, or the two answered differently. */
export interface Failure {
  work: string
  side: SideName | 'both'
  message: string
}

/** What rows measure with, and where they put what they found. */
export interface Bench {
  seed: Seed
  small: boolean
  /** Whether the database is the large one, for which MLflow takes minutes in some rows. */
  large: boolean
  sides: Side[]
  /** Whether delayed acknowledgements can be switched off; otherwise everything is measured as clients are. */
  canAcknowledgeQuickly: boolean
  findings: Finding[]
  details: Detail[]
  failures: Failure[]
}

/** A group of lines of the table of targets. */
export interface Row {
  id: string
  /** Whether the row is left out of the runs on the large database, unless it is named. */
  notLarge?: boolean
  run: (bench: Bench) => Promise<void>
}

/** Notes that a row failed on a side, so that the others go on. */
export function noteFailure(bench: Bench, work: string, side: SideName | 'both', error: unknown): void {
  bench.failures.push({ work, side, message: error instanceof Error ? error.message : String(error) })
}
