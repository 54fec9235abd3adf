import { type Bench, type Detail, type PerSide, type Side, type SideName, noteFailure } from './bench.ts'
import { Connection } from './client.ts'
import { type Sample, type Work, errorCount, runLoad } from './load.ts'
import { type Acknowledgement, setAcknowledgement } from './network.ts'
import { cpuOf } from './process-tree.ts'
import { median, quantile } from './statistics.ts'

/** One load to measure on every side. */
export interface Plan {
  work: string
  clients: number
  /** Makes ready on a side what the load needs, and returns the load. */
  prepare: (side: Side) => Promise<Work>
  /** Asks the question of the load once and returns the gist of the answer; both sides must give the same. */
  probe?: (connection: Connection) => Promise<string>
  /** The one side that has what is asked for; both when absent. */
  only?: SideName
  /** How the sockets acknowledge; both ways by default. */
  modes?: Acknowledgement[]
  /** Units a round: at least and at most; 1 and no end by default. */
  least?: number
  most?: number
  /** Seconds a round, and number of rounds; by the size of the bench by default. */
  seconds?: number
  rounds?: number
}

/** All rounds of one side in one mode together. */
export interface Measured {
  latencies: number[]
  seconds: number
  /** CPU time a unit, ms, of each round. */
  cpu: number[]
  errors: number
}

/** What a plan gave: per side and mode. */
export type Outcome = Map<SideName, Map<Acknowledgement, Measured>>

/** A side that needed this many seconds in one mode gets no further round. */
const ENOUGH = { small: 5, full: 25 }

/** Measures several plans in turns: round by round, side by side, plan by plan, so that what disturbs the machine disturbs all. */
export async function measure(bench: Bench, plans: Plan[]): Promise<Outcome[]> {
  const loads = await Promise.all(plans.map((plan) => prepareAll(bench, plan)))
  const outcomes: Outcome[] = plans.map(() => new Map())
  const rounds = plans[0]?.rounds ?? (bench.small ? 2 : 3)
  for (let round = 0; round < rounds; round++) {
    const sides = round % 2 === 0 ? bench.sides : bench.sides.toReversed()
    for (const side of sides) {
      for (const [at, plan] of plans.entries()) {
        const work = loads[at]?.get(side.name)
        const outcome = outcomes[at]
        if (work !== undefined && outcome !== undefined) await oneRound(bench, side, plan, work, outcome)
      }
    }
  }
  for (const [at, plan] of plans.entries()) addDetails(bench, plan, outcomes[at] ?? new Map())
  return outcomes
}

async function oneRound(bench: Bench, side: Side, plan: Plan, work: Work, outcome: Outcome): Promise<void> {
  const byMode = outcome.get(side.name) ?? new Map<Acknowledgement, Measured>()
  outcome.set(side.name, byMode)
  const { clients, least = 1, most = Infinity, seconds = bench.small ? 0.5 : 2 } = plan
  for (const mode of modesOf(bench, plan)) {
    const total = byMode.get(mode) ?? { latencies: [], seconds: 0, cpu: [], errors: 0 }
    if (total.seconds > (bench.small ? ENOUGH.small : ENOUGH.full)) continue
    setAcknowledgement(mode)
    const { sample, cpu } = await loadAndCpu(side, () => runLoad(side.server.port, { clients, seconds, least, most }, work))
    for (const latency of sample.latencies) total.latencies.push(latency)
    total.seconds += sample.seconds
    total.cpu.push((cpu * 1000) / sample.latencies.length)
    total.errors += errorCount(sample.errors)
    byMode.set(mode, total)
    for (const [message, count] of sample.errors)
      noteFailure(bench, plan.work, side.name, `${count} of ${sample.latencies.length} units: ${message}`)
  }
}

/** Runs a load and takes the CPU time, in seconds, that the side's process tree spent on it. */
async function loadAndCpu(side: Side, load: () => Promise<Sample>): Promise<{ sample: Sample; cpu: number }> {
  const before = cpuOf(side.server.pid)
  const sample = await load()
  return { sample, cpu: cpuOf(side.server.pid) - before }
}

function modesOf(bench: Bench, plan: Plan): Acknowledgement[] {
  if (!bench.canAcknowledgeQuickly) return ['as-clients']
  return plan.modes ?? ['quick', 'as-clients']
}

/** Prepares and warms up every side, and compares the probes; a side that fails is left out. */
async function prepareAll(bench: Bench, plan: Plan): Promise<Map<SideName, Work>> {
  setAcknowledgement('quick')
  const loads = new Map<SideName, Work>()
  const gists = new Map<SideName, string>()
  for (const side of bench.sides.filter(({ name }) => (plan.only ?? name) === name)) {
    try {
      const work = await plan.prepare(side)
      const began = performance.now()
      if (plan.probe !== undefined) gists.set(side.name, await probe(side, plan.probe))
      if (performance.now() - began < 300) await warmUp(bench, side, plan, work)
      loads.set(side.name, work)
    } catch (error) {
      noteFailure(bench, plan.work, side.name, error)
    }
  }
  if (new Set(gists.values()).size > 1) {
    noteFailure(bench, plan.work, 'both', `answers differ: ${[...gists].map(([name, gist]) => `${name} ${gist}`).join('; ')}`)
  }
  return loads
}

/**
 * A short load of several connections, so that every worker process of MLflow has met the request before it counts. They begin one after the other:
 * the workers that are busy with the first leave the later ones to the others.
 */
async function warmUp(bench: Bench, side: Side, plan: Plan, work: Work): Promise<void> {
  if (plan.most !== undefined) return
  const clients = 12
  await runLoad(side.server.port, { clients, seconds: bench.small ? 0.4 : 0.8, least: clients, most: Infinity, stagger: 25 }, work)
}

async function probe(side: Side, ask: (connection: Connection) => Promise<string>): Promise<string> {
  const connection = new Connection(side.server.port)
  try {
    return await ask(connection)
  } finally {
    connection.close()
  }
}

function addDetails(bench: Bench, plan: Plan, outcome: Outcome): void {
  for (const [side, byMode] of outcome) {
    for (const [mode, measured] of byMode) bench.details.push(detailOf(plan, side, mode, measured))
  }
}

/** The line of the details for what a load did to a side. */
export function detailOf(plan: Pick<Plan, 'work' | 'clients'>, side: SideName, mode: Acknowledgement, measured: Measured): Detail {
  const { latencies, seconds, cpu, errors } = measured
  const [p50, p95, p99] = [median(latencies), quantile(latencies, 0.95), quantile(latencies, 0.99)]
  const count = latencies.length
  return {
    work: plan.work,
    side,
    mode,
    clients: plan.clients,
    count,
    errors,
    p50,
    p95,
    p99,
    throughput: count / seconds,
    cpu: median(cpu),
  }
}

/** CPU time a unit of every side in milliseconds, the median of the rounds; without delayed acknowledgements where that was measured. */
export function cpuPerUnit(outcome: Outcome): PerSide {
  return perSide(outcome, 'quick', ({ cpu }) => median(cpu))
}

/** Median latency of every side in milliseconds, where nothing was refused. */
export function medianLatency(outcome: Outcome, mode: Acknowledgement): PerSide {
  return perSide(outcome, mode, ({ latencies }) => median(latencies))
}

/** A figure of every side in a mode, or in the one that was measured. Sides that were refused have none: an error is quick and says nothing. */
function perSide(outcome: Outcome, mode: Acknowledgement, figure: (measured: Measured) => number): PerSide {
  const values: PerSide = {}
  for (const [side, byMode] of outcome) {
    const measured = byMode.get(mode) ?? byMode.values().next().value
    if (measured !== undefined && measured.errors === 0) values[side] = figure(measured)
  }
  return values
}
