import { cliWalkPart } from './cli-walk/main.ts'
import { DIALECTS, Places, type Dialect } from './databases.ts'
import { movingPart } from './moving.ts'
import { type Oracle, replayPart } from './replay/main.ts'
import { GROUPS } from './replay/requests/index.ts'
import { Report } from './report.ts'
import { seedPart } from './seed-004.ts'
import type { Kind } from './servers.ts'
import { twoWayPart } from './two-way.ts'
import { walkPart } from './walk.ts'

type Part = (places: Places, report: Report, against: Kind, options: Options) => Promise<void>

/** The parts by name, in the order in which they run. */
const PARTS: Readonly<Record<string, Part>> = {
  walk: walkPart,
  seed: seedPart,
  replay: (places, report, against, { oracle, groups }) => replayPart(places, report, { against, oracle, groups }),
  'two-way': twoWayPart,
  cli: cliWalkPart,
  moving: movingPart,
}

const USAGE = `node parity/main.ts [${Object.keys(PARTS).join('] [')}] [--against original] [--live | --record] [--database sqlite|postgres] [--group NAME]...`

interface Options {
  readonly parts: readonly string[]
  readonly groups: readonly string[]
  readonly against: Kind
  /** Where the replay takes MLflow's answers from. */
  readonly oracle: Oracle
  readonly databases: readonly Dialect[]
}

/** Runs the named parts (all without a name) and prints the sum; answers the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (!options) {
    console.error(USAGE)
    return 2
  }
  const report = new Report()
  const places = new Places(options.databases)
  for (const name of options.parts) {
    const began = Date.now()
    try {
      await PARTS[name]?.(places, report, options.against, options)
    } catch (error) {
      report.fail(name, error instanceof Error ? (error.stack ?? error.message) : String(error))
    }
    console.log(`${name}: ${((Date.now() - began) / 1000).toFixed(0)} s`)
  }
  await places.close()
  console.log(report.summary())
  return report.failed > 0 ? 1 : 0
}

function parse(args: readonly string[]): Options | undefined {
  const parts: string[] = []
  const groups: string[] = []
  let against: Kind = 'tailrace'
  let databases: readonly Dialect[] = DIALECTS
  let oracle: Oracle = process.env['TAILRACE_PARITY_LIVE'] === '1' ? 'live' : 'recorded'
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? ''
    if (word in PARTS) {
      parts.push(word)
      continue
    }
    if (word === '--live' || word === '--record') {
      oracle = word === '--live' ? 'live' : 'record'
      continue
    }
    const value = args[++index] ?? ''
    const dialect = DIALECTS.find((one) => one === value)
    if (word === '--group' && GROUPS.some((group) => group.name === value)) groups.push(value)
    else if (word === '--against' && (value === 'original' || value === 'tailrace')) against = value
    else if (word === '--database' && dialect) databases = [dialect]
    else return undefined
  }
  return { parts: parts.length > 0 ? parts : Object.keys(PARTS), groups, against, databases, oracle }
}

process.exitCode = await main(process.argv.slice(2))
