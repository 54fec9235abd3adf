import { setTimeout as sleep } from 'node:timers/promises'
import { Connection } from './client.ts'

/** One unit of work of a row, on a client's own connection: a request, or a whole training loop. Throws when it was refused. */
export type Work = (connection: Connection, client: number, count: number) => Promise<void>

/** How long and how often: units run until `seconds` have passed and `least` units are done, but never more than `most`. */
export interface Extent {
  clients: number
  seconds: number
  least: number
  most: number
  /** How much later each client begins than the one before, ms; 0 when absent. */
  stagger?: number
}

/** What a load did: how long each unit took (ms; refused ones included), how long all took (s), and what went wrong how often. */
export interface Sample {
  latencies: number[]
  seconds: number
  errors: Map<string, number>
}

/** Runs `work` from `clients` connections at once, each sending its next unit when the last is answered. */
export async function runLoad(port: number, extent: Extent, work: Work): Promise<Sample> {
  const connections = Array.from({ length: extent.clients }, () => new Connection(port))
  const sample: Sample = { latencies: [], seconds: 0, errors: new Map() }
  let started = 0
  const begin = performance.now()
  const goesOn = (): boolean => started < extent.most && (started < extent.least || performance.now() - begin < extent.seconds * 1000)
  const client = async (connection: Connection, index: number): Promise<void> => {
    if (extent.stagger !== undefined) await sleep(index * extent.stagger)
    while (goesOn()) {
      const count = started++
      const sent = performance.now()
      try {
        await work(connection, index, count)
      } catch (error) {
        addError(sample.errors, error)
      }
      sample.latencies.push(performance.now() - sent)
    }
  }
  await Promise.all(connections.map(client))
  sample.seconds = (performance.now() - begin) / 1000
  for (const connection of connections) connection.close()
  return sample
}

/** Number of refused or broken units. */
export function errorCount(errors: ReadonlyMap<string, number>): number {
  return errors.values().reduce((sum, count) => sum + count, 0)
}

function addError(errors: Map<string, number>, error: unknown): void {
  const text = error instanceof Error ? error.message : String(error)
  errors.set(text, (errors.get(text) ?? 0) + 1)
}
