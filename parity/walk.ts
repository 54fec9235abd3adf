import { join } from 'node:path'
import type { Dialect, Places } from './databases.ts'
import { CLIENTS, runPython } from './python.ts'
import { findPython, type Release } from './reference.ts'
import type { Report } from './report.ts'
import { startServer, type Kind } from './servers.ts'
import { countSteps } from './steps.ts'

const RELEASES = ['3.17', '2.22'] as const satisfies readonly Release[]
const SCRIPTS = ['walk_client.py', 'walk_fluent.py'] as const

/** Walks the Python clients 2.22 and 3.17 through MlflowClient and the fluent calls, on both databases, two clients side by side. */
export async function walkPart(places: Places, report: Report, against: Kind): Promise<void> {
  for (const dialect of places.dialects) {
    await Promise.all(RELEASES.map((release) => walk(release, dialect, places, report, against)))
  }
}

async function walk(release: Release, dialect: Dialect, places: Places, report: Report, against: Kind): Promise<void> {
  const name = `walk ${release} ${dialect}`
  const found = findPython(release)
  const original = findPython('3.17')
  if ('missing' in found) return report.skip(name, found.missing)
  if ('missing' in original) return report.skip(name, original.missing)
  const place = await places.fresh(`walk-${release}`, dialect)
  if (typeof place === 'string') return report.skip(name, place)
  const server = await startServer(against, place, original.python)
  try {
    for (const script of SCRIPTS) {
      const scratch = places.scratch(`walk-${release}`)
      const ran = await runPython(found.python, [join(CLIENTS, script), server.url, scratch], scratch)
      countSteps(ran, `${name} ${script}`, report)
    }
  } finally {
    await server.stop()
  }
}
