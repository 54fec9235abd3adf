import type { ServerConfig } from '@tailrace/server'

/** What a server says about itself when it is ready, in the order in which it is printed. */
export interface StartFacts {
  readonly url: string
  /** Absent where only artifacts are served. */
  readonly database?: string
  /** Folder or URI, or why there is none. */
  readonly artifacts: string
  /** Names that the server answers to. */
  readonly hosts: string
  /** The flag that allows other names, where somebody probably needs it. */
  readonly allow_hosts?: string
}

/** Lines of the log as people read them: time, level, message, fields. */
export async function terminalLog(): Promise<NonNullable<ServerConfig['log_stream']>> {
  const { default: pretty } = await import('pino-pretty')
  return pretty({ translateTime: 'SYS:HH:MM:ss', singleLine: true, sync: true })
}

/** Prints on standard error that the server is ready: lines on a terminal, else a JSON object as the log's own. */
export function printStart(facts: StartFacts): void {
  process.stderr.write(process.stderr.isTTY ? startLines(facts) : `${startRecord(facts)}\n`)
}

/** Prints on standard error what a user should know after the start: a line on a terminal, else a JSON object. */
export function printHint(hint: string): void {
  process.stderr.write(
    process.stderr.isTTY ? `  Note       ${hint}\n` : `${JSON.stringify({ level: 'warn', time: Date.now(), msg: hint })}\n`,
  )
}

/** The lines of a terminal. */
export function startLines({ url, database, artifacts, hosts, allow_hosts }: StartFacts): string {
  const lines = [
    `Tailrace serves ${url}`,
    ...(database === undefined ? [] : [`  Database   ${database}`]),
    `  Artifacts  ${artifacts}`,
    `  Answers to ${hosts}${allow_hosts ? `; allow other names with ${allow_hosts}` : ''}`,
  ]
  return `${lines.join('\n')}\n`
}

/** The same as a line of the JSON log. */
export function startRecord(facts: StartFacts): string {
  const database = facts.database === undefined ? '' : ` (database: ${facts.database})`
  return JSON.stringify({ level: 'info', time: Date.now(), ...facts, msg: `Tailrace serves ${facts.url}${database}` })
}
