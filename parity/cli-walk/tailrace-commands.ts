// Runs command lines of ours for the walk of commands: reads `{"args": [...], "env": {...}}` a line, answers `{"code", "out", "err"}`.
// One process, as for MLflow: loading the program a hundred times would be most of the walk.
import { createInterface } from 'node:readline'
import { runProgram } from '../../packages/cli/src/run-program.ts'

interface Wanted {
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const write = process.stdout.write.bind(process.stdout)
const written = { out: '', err: '' }
process.stdout.write = (text: unknown) => Boolean((written.out += String(text)))
process.stderr.write = (text: unknown) => Boolean((written.err += String(text)))

const given = { ...process.env }
for await (const line of createInterface({ input: process.stdin })) {
  const { args, env = {} } = JSON.parse(line) as Wanted
  for (const name of Object.keys(process.env)) if (!(name in given)) delete process.env[name]
  Object.assign(process.env, given, env)
  Object.assign(written, { out: '', err: '' })
  process.exitCode = undefined
  const code = await runProgram(args)
  write(`${JSON.stringify({ code, ...written })}\n`)
}
process.exitCode = 0
