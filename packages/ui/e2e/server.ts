import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGES = fileURLToPath(new URL('../..', import.meta.url))
const MAIN = join(PACKAGES, 'cli', 'src', 'main.ts')

/** A server in a process of its own on a database in a folder. */
export interface TestProcess {
  readonly url: string
  stop(): Promise<void>
}

/** Starts a server on `mlflow.db` and `artifacts` in a folder; on a free port unless one is given. */
export async function startServerProcess(folder: string, ...flags: string[]): Promise<TestProcess> {
  const port = flags.includes('--port') ? [] : ['--port', '0']
  const args = [
    MAIN,
    'server',
    '--backend-store-uri',
    `sqlite:///${join(folder, 'mlflow.db')}`,
    '--artifacts-destination',
    join(folder, 'artifacts'),
  ]
  const child = spawn(process.execPath, [...args, ...port, ...flags], { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder })
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the server ended: ${said}`)))
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /serves (http:[^\s"]+)/.exec(said)?.[1]
      if (found) resolve(found)
    })
  })
  return {
    url,
    stop: async () => {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}
