// Preloaded into the server that bench/tough starts: on SIGUSR2 it ends the oldest thread of the process, the writer of the database, as a crash would.
import workerThreads, { Worker } from 'node:worker_threads'
import { syncBuiltinESMExports } from 'node:module'

const running = new Set()

workerThreads.Worker = class extends Worker {
  constructor(...args) {
    super(...args)
    running.add(this)
    this.once('exit', () => running.delete(this))
  }
}
syncBuiltinESMExports()

process.on('SIGUSR2', () => {
  const [first] = running
  void first?.terminate()
})
