// A training program of the trials: logs points as fast as it may and tells what it did, one JSON text a line.
import { Tracking } from '@tailrace/sdk'

const [trackingUri = '', journal = '', points = '0', ending = 'end'] = process.argv.slice(2)
const say = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`)
const tracking = new Tracking({
  trackingUri,
  journal,
  experimentName: 'trial',
  maxRetryDelay: 1000,
  endTimeout: 60_000,
  onTrouble: () => {},
})
const run = await tracking.startRun({ runName: ending })
say({ runId: run.runId })

let mostMemory = 0
for (let step = 0; step < Number(points); step++) {
  await run.logMetric(`m${step % 4}`, Math.sin(step), { step, timestamp: step })
  if (step % 10_000 !== 0) continue
  mostMemory = Math.max(mostMemory, process.memoryUsage().rss)
  say({ step, pending: run.pending, memory: process.memoryUsage().rss })
  // Long enough to see the server go and come back.
  if (ending === 'killed') await new Promise((resolve) => setTimeout(resolve, 250))
}
await run.setTag('done', 'yes')
say({ logged: Number(points), mostMemory, pending: run.pending })
if (ending === 'killed') process.kill(process.pid, 'SIGKILL')
await run.end()
say({ pending: run.pending })
