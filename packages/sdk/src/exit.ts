import type { RunStatus } from '@tailrace/contract'
import { host } from './runtime.ts'
import type { Run } from './run.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

const all = new Set<ReadonlySet<Run>>()

/**
 * Ends open runs when the process ends, as the Python client does: on a normal end they are delivered first; on an exit, an error that nobody
 * caught, or a signal their end is noted in the journal, since nothing can be sent then. Nothing happens outside of Node.
 */
export function endAtExit(open: ReadonlySet<Run>): void {
  const process = host()
  if (typeof process?.on !== 'function') return
  all.add(open)
  if (all.size > 1) return
  const closeAll = (status: RunStatus): void =>
    all.forEach((runs) =>
      runs.forEach((run) => {
        run.close(status)
        run.reportLeft()
      }),
    )
  // Sending keeps the process alive until it is done or given up.
  process.on('beforeExit', (code) =>
    all.forEach((runs) => runs.forEach((run) => void run.end(code === 0 ? 'FINISHED' : 'FAILED').catch(() => undefined))),
  )
  process.on('exit', (code) => closeAll(code === 0 ? 'FINISHED' : 'FAILED'))
  for (const signal of SIGNALS) {
    const listener = (): void => {
      closeAll('KILLED')
      // Somebody else may want to live on.
      if (process.listenerCount(signal) > 1) return
      process.off(signal, listener)
      process.kill(process.pid, signal)
    }
    process.on(signal, listener)
  }
}
