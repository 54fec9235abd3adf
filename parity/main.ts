import { Places } from './databases.ts'
import { replayPart } from './replay/main.ts'
import { Report } from './report.ts'
import { seedPart } from './seed-004.ts'
import type { Kind } from './servers.ts'
import { twoWayPart } from './two-way.ts'
import { walkPart } from './walk.ts'

type Part = (places: Places, report: Report, against: Kind, only: readonly string[]) => Promise<void>

/** The parts by name, in the order in which they run. */
const PARTS: Readonly<Record<string, Part>> = { walk: walkPart, seed: seedPart, replay: replayPart, 'two-way': twoWayPart }

const USAGE = `node parity/main.ts [${Object.keys(PARTS).join('] [')}] [--against original] [--group NAME]...`

/** Runs the named parts (all without a name) and prints the sum; answers the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (!options) {
    console.error(USAGE)
    return 2
  }
  const report = new Report()
  const places = new Places()
  try {
    for (const name of options.parts) {
      const began = Date.now()
      await PARTS[name]?.(places, report, options.against, options.groups)
      console.log(`${name}: ${((Date.now() - began) / 1000).toFixed(0)} s`)
    }
  } catch (error) {
    report.fail('parity', error instanceof Error ? `${error.stack ?? error.message}` : String(error))
  } finally {
    await places.close()
  }
  console.log(report.summary())
  return report.failed > 0 ? 1 : 0
}

function parse(args: readonly string[]): { parts: string[]; groups: string[]; against: Kind } | undefined {
  const parts: string[] = []
  const groups: string[] = []
  let against: Kind = 'tailrace'
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? ''
    if (word === '--against') {
      const kind = args[++index]
      if (kind !== 'original' && kind !== 'tailrace') return undefined
      against = kind
    } else if (word === '--group') groups.push(args[++index] ?? '')
    else if (word in PARTS) parts.push(word)
    else return undefined
  }
  return { parts: parts.length > 0 ? parts : Object.keys(PARTS), groups, against }
}

process.exitCode = await main(process.argv.slice(2))
