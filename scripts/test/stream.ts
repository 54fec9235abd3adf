import { spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'

/** What a program printed that matters afterwards. */
export interface Streamed {
  readonly exitCode: number
  /** Its last line on standard output that is not empty, without colors. */
  readonly lastLine: string
  /** Its lines that begin with `skip` or `skipped`. */
  readonly skips: readonly string[]
}

/** Runs a program in a folder and passes on what it prints while it runs. A program that cannot be started ends with 127. */
export function stream(
  folder: string,
  command: string,
  args: readonly string[],
  out: Writable = process.stdout,
  err: Writable = process.stderr,
): Promise<Streamed> {
  return new Promise((resolve) => {
    const colors = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
    const child = spawn(command, args, { cwd: folder, stdio: ['inherit', 'pipe', 'pipe'], env: { ...process.env, ...colors } })
    const skips: string[] = []
    let lastLine = ''
    const takeOut = lineReader((line) => {
      if (line !== '') lastLine = line
      if (/^skip(ped)?[: ]/.test(line)) skips.push(line)
    })
    const takeErr = lineReader((line) => {
      if (/^skip(ped)?[: ]/.test(line)) skips.push(line)
    })
    child.stdout.on('data', (chunk: Buffer) => (out.write(chunk), takeOut.push(chunk)))
    child.stderr.on('data', (chunk: Buffer) => (err.write(chunk), takeErr.push(chunk)))
    child.on('error', (error) => {
      err.write(`${error.message}\n`)
      resolve({ exitCode: 127, lastLine: '', skips })
    })
    child.on('close', (code) => {
      takeOut.end()
      takeErr.end()
      resolve({ exitCode: code ?? 1, lastLine, skips })
    })
  })
}

/** Cuts bytes into lines without colors. */
function lineReader(take: (line: string) => void): { push(chunk: Buffer): void; end(): void } {
  const decoder = new TextDecoder()
  let rest = ''
  return {
    push(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) take(stripVTControlCharacters(line).trimEnd())
    },
    end() {
      take(stripVTControlCharacters(rest).trimEnd())
    },
  }
}
