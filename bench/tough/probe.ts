import { get } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

/** ms between two questions. */
const PACE = 20
/** ms above which an answer counts as late. */
const LATE = 100

/** What a probe saw since it was last asked. */
export interface ProbeReport {
  readonly asked: number
  /** ms of the slowest answer. */
  readonly slowest: number
  /** Answers that took longer than 100 ms, or did not come. */
  readonly late: number
}

const { url } = workerData as { url: string }
let report = { asked: 0, slowest: 0, late: 0 }

/** Asks `/health` on a connection of its own: a load balancer keeps none open. */
function ask(): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(`${url}/health`, { agent: false }, (reply) => {
      reply.resume()
      reply.once('end', () => resolve(reply.statusCode === 200))
    })
    request.once('error', () => resolve(false))
  })
}

async function probe(): Promise<void> {
  for (;;) {
    const begin = performance.now()
    const isAnswered = await ask()
    const took = performance.now() - begin
    report = {
      asked: report.asked + 1,
      slowest: Math.max(report.slowest, took),
      late: report.late + (took > LATE || !isAnswered ? 1 : 0),
    }
    await new Promise((resolve) => setTimeout(resolve, PACE))
  }
}

parentPort?.on('message', () => {
  parentPort?.postMessage(report)
  report = { asked: 0, slowest: 0, late: 0 }
})
void probe()
