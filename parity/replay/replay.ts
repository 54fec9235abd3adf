import { setTimeout as sleep } from 'node:timers/promises'
import type { Dialect } from '../databases.ts'
import type { Report } from '../report.ts'
import type { Server } from '../servers.ts'
import { at, differences, show } from './compare.ts'
import { DIFFERENCES, type Difference } from './differences.ts'
import { exchange, type Reply } from './exchange.ts'
import { Normaliser } from './normalise.ts'
import type { Group, Step } from './step.ts'

/** What the original answered to a request: the coverage is counted from it. */
export interface Outcome {
  readonly method: string
  readonly path: string
  readonly status: number
  /** The intended difference that Tailrace showed. */
  readonly shows?: Difference
}

/** One of the two servers, with what its replies gave so far. */
interface Side {
  readonly server: Server
  readonly normaliser: Normaliser
  readonly values: Map<string, string>
}

/** Prints each request and what the original answered, for writing requests. */
const PRINT = process.env['TAILRACE_PARITY_PRINT'] === '1'

/** Sends the groups one request after the other to both servers and reports every difference. Answers what the original said to each. */
export async function replay(
  groups: readonly Group[],
  original: Server,
  tailrace: Server,
  dialect: Dialect,
  report: Report,
): Promise<Outcome[]> {
  const since = Date.now() - 600_000
  const outcomes: Outcome[] = []
  const sides = [original, tailrace].map((server) => ({
    server,
    normaliser: new Normaliser(server, since),
    values: new Map<string, string>(),
  }))
  for (const group of groups) {
    const before = { passed: report.passed, failed: report.failed }
    for (const [index, step] of group.steps.entries()) {
      if (step.not === dialect) continue
      outcomes.push(await one(step, `${group.name} ${index + 1}`, sides, dialect, report))
    }
    console.log(`${dialect} ${group.name}: ${report.passed - before.passed} equal, ${report.failed - before.failed} not`)
  }
  const shown = outcomes.flatMap(({ shows }) => shows ?? [])
  const counts = [...new Set(shown)].sort().map((name) => `${name} ${shown.filter((other) => other === name).length}`)
  console.log(`${dialect} intended differences: ${counts.join(', ') || 'none'}`)
  return outcomes
}

async function one(step: Step, label: string, sides: readonly Side[], dialect: Dialect, report: Report): Promise<Outcome> {
  const replies = await Promise.all(sides.map((side) => ask(step, label, side)))
  // Later requests must lie in another millisecond, since times are recognised by the request that they fall into.
  await sleep(2)
  const [original, tailrace] = replies
  const [originalSide, tailraceSide] = sides
  if (!original || !tailrace || !originalSide || !tailraceSide) throw new Error('a replay has two sides')
  const wanted = typeof step.status === 'number' ? step.status : step.status[dialect]
  const name = `replay ${dialect} ${label}: ${describe(step)}`
  if (PRINT) console.log(`${label}: ${describe(step)}\n     -> ${original.status} ${show(original.body)}`)
  const found = differences(originalSide.normaliser.reply(original), tailraceSide.normaliser.reply(tailrace))
  const outcome = { method: step.method, path: step.path, status: original.status }
  if (original.status !== wanted) report.fail(name, `the original answered ${original.status}, not ${wanted}: ${show(original.body)}`)
  else if (found.length === 0) report.pass()
  else if (step.differs && DIFFERENCES[step.differs].intended(original, tailrace)) {
    report.pass()
    return { ...outcome, shows: step.differs }
  } else report.fail(name, found.join('\n'))
  return outcome
}

async function ask(step: Step, label: string, side: Side): Promise<Reply> {
  const fill = (text: string): string =>
    text.replace(/\$\{(\w+)\}/g, (_all, name: string) => side.values.get(name) ?? `no-value-for-${name}`)
  const body = typeof step.body === 'string' ? fill(step.body) : step.body
  const headers = body === undefined ? step.headers : { 'content-type': 'application/json', ...step.headers }
  const reply = await exchange(side.server.url, step.method, fill(step.path), headers ?? {}, body)
  side.normaliser.span({ label, began: reply.began, ended: reply.ended })
  for (const [name, path] of Object.entries(step.save ?? {})) {
    const value = at(reply.body, path)
    if (typeof value === 'string' || typeof value === 'number') side.values.set(name, String(value))
  }
  return reply
}

/** A request in one readable line. */
function describe(step: Step): string {
  const body = typeof step.body === 'string' ? ` ${step.body.length > 200 ? `${step.body.slice(0, 197)}...` : step.body}` : ''
  return `${step.method} ${step.path}${body}${step.why ? ` (${step.why})` : ''}`
}
