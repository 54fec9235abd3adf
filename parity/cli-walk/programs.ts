import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { CLIENTS } from '../python.ts'
import type { Kind } from '../servers.ts'

/** What a command line did. */
export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A program that runs command lines in a folder, one after the other. */
export interface Program {
  run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended>
  close(): void
}

/** The environment of both: no settings of a client but these. */
function environment(folder: string, trackingUri: string): NodeJS.ProcessEnv {
  const plain = Object.entries(process.env).filter(([name]) => !/^(MLFLOW|TAILRACE|PYTHON)/.test(name))
  const settings = { MLFLOW_TRACKING_URI: trackingUri, MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' }
  const quiet = { PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8', XDG_CONFIG_HOME: join(folder, 'config') }
  // Both have to name the same user.
  return { ...Object.fromEntries(plain), ...settings, ...quiet, LOGNAME: 'walker' }
}

/**
 * The command line of MLflow or ours, loaded once.
 * @param python of MLflow
 */
export function openProgram(kind: Kind, python: string, folder: string, trackingUri: string): Program {
  const [command, script] =
    kind === 'original'
      ? [python, join(CLIENTS, 'cli_commands.py')]
      : [process.execPath, fileURLToPath(new URL('./tailrace-commands.ts', import.meta.url))]
  const child = spawn(command, [script], { cwd: folder, env: environment(folder, trackingUri), stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    run: async (args, env) => {
      child.stdin.write(`${JSON.stringify({ args, env })}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error(`the ${kind} ended`)
      return JSON.parse(value) as Ended
    },
    close: () => child.stdin.end(),
  }
}
