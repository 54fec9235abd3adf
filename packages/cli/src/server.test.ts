import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

/** Runs the program until it ends; answers its exit code and what it said. */
function run(args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.on('exit', (code) => resolve({ code, said }))
  })
}

describe('a server that cannot start says why in one line and exits with 1, with 2 when it was called wrongly', () => {
  let folder = ''
  const taken = createServer()
  let port = 0
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tailrace-cli-'))
    writeFileSync(join(folder, 'file'), 'not a folder')
    writeFileSync(join(folder, 'text.db'), 'this is no database, but long enough to be taken for a header of one')
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    port = (taken.address() as { port: number }).port
  })
  afterAll(() => {
    taken.close()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const [why, args, env, message] of [
    ['an occupied port', () => ['--port', String(port)], {}, /Port \d+ on 127\.0\.0\.1 is in use\..*--port/],
    ['a port that is none', () => ['--port', '70000'], {}, /A port is a whole number from 0 to 65535/],
    ['an unknown flag', () => ['--prot', '1'], {}, /unknown option '--prot'/],
    ['the flag of MLflow for developers', () => ['--dev'], {}, /--dev is not available\..*npm run dev/],
    [
      'a flag of what comes later',
      () => ['--expose-prometheus', 'x'],
      {},
      /--expose-prometheus is not available\. Tailrace has no metrics/,
    ],
    [
      'a database in a folder that cannot be made',
      () => ['--backend-store-uri', 'sqlite:///file/such/a.db'],
      {},
      /The folder .*file\/such of the database file cannot be made: /,
    ],
    ['a database that is none', () => ['--backend-store-uri', 'sqlite:///text.db'], {}, /database/],
    ['a database of another kind', () => ['--backend-store-uri', 'mysql://h/d'], {}, /scheme 'mysql' are not supported/],
    [
      'a PostgreSQL that does not answer',
      () => ['--backend-store-uri', 'postgresql://me:secret@127.0.0.1:1/d'],
      {},
      /PostgreSQL database d at 127\.0\.0\.1:1 \(sslmode prefer\) cannot be used/,
    ],
    ['an artifact folder that cannot be made', () => ['--artifacts-destination', 'file/below'], {}, /artifact folder .* cannot be made/],
    ['a prefix with a slash at its end', () => ['--static-prefix', '/a/'], {}, /must not end with one/],
    ['a variable that is no truth value', () => [], { MLFLOW_ARTIFACTS_ONLY: 'maybe' }, /MLFLOW_ARTIFACTS_ONLY is 'maybe'/],
    ['another one', () => [], { MLFLOW_TRUNCATE_LONG_VALUES: 'no' }, /MLFLOW_TRUNCATE_LONG_VALUES is 'no'/],
    ['a length that is none', () => [], { MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH: '1e3' }, /MAX_LENGTH is '1e3'\. It must be a whole number/],
    ['a port by variable that is none', () => [], { MLFLOW_PORT: 'http' }, /A port is a whole number from 0 to 65535/],
    ['a level of the log that is none', () => ['--log-level', 'loud'], {}, /Allowed choices are debug, info, warn, error/],
    ['a registry elsewhere', () => ['--registry-store-uri', 'sqlite:///r.db'], {}, /A registry in another database is not supported/],
    ['an address of another machine', () => ['--host', '192.0.2.1'], {}, /192\.0\.2\.1 is not an address of this machine/],
    ['a destination without a driver', () => ['--artifacts-destination', 'ftp://h/d'], {}, /ftp/],
    ['a pattern that is none', () => [], { MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX: '(' }, /REGEX cannot be read/],
    ['users and rights', () => ['--app-name', 'basic-auth'], {}, /--app-name is not available\. Tailrace has no users and no rights yet/],
    ['workspaces', () => ['--enable-workspaces'], {}, /--enable-workspaces is not available\. Tailrace has no workspaces yet/],
    ['workspaces by variable', () => [], { MLFLOW_ENABLE_WORKSPACES: 'True' }, /MLFLOW_ENABLE_WORKSPACES is true, and Tailrace has no/],
    ['a variable of workspaces that is none', () => [], { MLFLOW_ENABLE_WORKSPACES: 'x' }, /MLFLOW_ENABLE_WORKSPACES is 'x'/],
    ['artifacts only, and none', () => ['--artifacts-only', '--no-serve-artifacts'], {}, /--artifacts-only needs artifacts/],
  ] as const) {
    test(why, async () => {
      const { code, said } = await run(['server', ...args()], folder, env)
      expect(said).toMatch(message)
      expect(said).not.toMatch(/\n\s+at |secret/)
      expect(code).toBe(said.includes('(see --help)') ? 2 : 1)
    })
  }
})
