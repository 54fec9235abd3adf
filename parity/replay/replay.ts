import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dialect } from '../databases.ts'
import type { Report } from '../report.ts'
import type { Server } from '../servers.ts'
import { at, differences, show } from './compare.ts'
import { DIFFERENCES, type Difference } from './differences.ts'
import { type Answer, exchange, type Reply } from './exchange.ts'
import { type Normal, Normalizer } from './normalize.ts'
import { type Recorded, type Recorder, Recording } from './recording.ts'
import type { Group, Step } from './step.ts'

/** What MLflow answered to a request: the coverage is counted from it. */
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
  readonly normalizer: Normalizer
  readonly values: Map<string, string>
}

/** Prints each request and what MLflow answered, for writing requests. */
const PRINT = process.env['TAILRACE_PARITY_PRINT'] === '1'

/** Answers of MLflow: those of a server that runs, or recorded ones. */
interface OracleOptions {
  /** A running MLflow; absent: its recorded answers. */
  readonly live?: Server
  /** Is given the answers of the live server. */
  readonly recorder?: Recorder
}

/** Sends the groups one request after the other, reports every difference from MLflow's answers, and returns what MLflow answered to each. */
export async function replay(
  groups: readonly Group[],
  { live, recorder }: OracleOptions,
  tailrace: Server,
  dialect: Dialect,
  report: Report,
): Promise<Outcome[]> {
  const since = Date.now() - 600_000
  const outcomes: Outcome[] = []
  const sideOf = (server: Server): Side => ({ server, normalizer: new Normalizer(server, since), values: new Map() })
  const [ours, theirs] = [sideOf(tailrace), live && sideOf(live)]
  for (const group of groups) {
    const before = { passed: report.passed, failed: report.failed }
    const recording = new Recording(group)
    for (const [index, step] of group.steps.entries()) {
      if (step.not === dialect) continue
      const label = `${group.name} ${index + 1}`
      const [reply, original] = await Promise.all([
        ask(step, label, ours),
        theirs ? askOracle(step, label, theirs) : recording.at(index, dialect),
      ])
      if (theirs && original) recorder?.add(group.name, index, dialect, original)
      outcomes.push(judge(step, label, original, reply, ours, dialect, report))
      // Later requests must lie in another millisecond, since times are recognized by the request that they fall into.
      await sleep(2)
    }
    console.log(`${dialect} ${group.name}: ${report.passed - before.passed} equal, ${report.failed - before.failed} not`)
  }
  const shown = outcomes.flatMap(({ shows }) => shows ?? [])
  const counts = [...new Set(shown)].sort().map((name) => `${name} ${shown.filter((other) => other === name).length}`)
  console.log(`${dialect} intended differences: ${counts.join(', ') || 'none'}`)
  return outcomes
}

/** Asks a running MLflow. */
async function askOracle(step: Step, label: string, side: Side): Promise<Recorded> {
  const { status, headers, body, json, ...span } = await ask(step, label, side)
  const normal = brief(side.normalizer.reply({ status, headers, body, json, ...span }))
  if (!step.differs) return { normal }
  // Its port is another one each time.
  const text = JSON.stringify({ status, headers, body: briefBody(body), json }).replaceAll(side.server.url, 'http://server')
  return { normal, reply: JSON.parse(text) as Answer }
}

/** Characters from which a text that is not JSON, such as a page, is compared by its digest. */
const LONG_TEXT = 2_000
const brief = (normal: Normal): Normal => ({ ...normal, body: briefBody(normal.body) })
const briefBody = (body: unknown): unknown =>
  typeof body === 'string' && body.length >= LONG_TEXT ? `sha256 ${createHash('sha256').update(body).digest('hex')}` : body

function judge(
  step: Step,
  label: string,
  original: Recorded | undefined,
  reply: Reply,
  { normalizer }: Side,
  dialect: Dialect,
  report: Report,
): Outcome {
  const name = `replay ${dialect} ${label}: ${describe(step)}`
  const normal = brief(normalizer.reply(reply))
  if (!original) {
    report.fail(name, 'no answer of MLflow is recorded for this request: npm test -- parity replay --record')
    return { method: step.method, path: step.path, status: 0 }
  }
  const { status, body } = original.normal
  if (PRINT) console.log(`${label}: ${describe(step)}\n     -> ${status} ${show(body)}`)
  const wanted = typeof step.status === 'number' ? step.status : step.status[dialect]
  const found = differences(original.normal, normal)
  const outcome = { method: step.method, path: step.path, status }
  if (status !== wanted) report.fail(name, `MLflow answered ${status}, not ${wanted}: ${show(body)}`)
  else if (found.length === 0) report.pass()
  else if (step.differs && original.reply && DIFFERENCES[step.differs].intended(original.reply, reply)) {
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
  side.normalizer.span({ label, began: reply.began, ended: reply.ended })
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
