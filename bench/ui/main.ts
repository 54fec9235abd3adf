import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Browser, chromium } from 'playwright-core'
import type { SideName } from '../bench.ts'
import { CACHE } from '../paths.ts'
import { ensureSeed } from '../seed.ts'
import { FULL, SMALL } from '../seed-runs.ts'
import { Server, buildTailrace } from '../servers.ts'
import { LONG_POINTS, type LongRuns, addLongestExperiment, addWideExperiment, areSummarized, copyWithLongRuns } from './database.ts'
import { heapAfterTen, manySeries, wideTable, zoomTime } from './extras.ts'
import { PAGES, type Places } from './pages.ts'
import { fillPlaces } from './places.ts'
import { type PageFigures, uiReport } from './report.ts'
import { writeSection } from './section.ts'
import { type Visit, visit } from './visit.ts'

const USAGE = `node bench/ui/main.ts [options]
  --small          2,000 runs instead of 20,000
  --rounds N       how often each page is opened on each side (default 5); the medians are reported
  --no-reference   Tailrace alone
  --longest        also a chart of 50 runs with a million points each, from a database that is made once (12 GB, a quarter of an hour)
  --only A,B       pages whose name has one of these texts in it
  --port N         first of two ports (default 5160)`

/** ms before each visit, in which the browser ends what the one before has left and the servers come to rest: a visit is measured on a quiet machine. */
const REST_MS = 1_000

/** ms after the start in which the server has looked at the summaries that it finds. */
const LOOK_MS = 5_000

const NONE: LongRuns = { run: '', experiment: '', many: { experiment: '', runs: [] } }

interface Side {
  name: SideName
  server: Server
  url: string
}

/** Opens every page on both sides in turns and writes the section "Web UI" of bench/results.md. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      help: { type: 'boolean', default: false },
      small: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '5' },
      reference: { type: 'boolean', default: true },
      longest: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      port: { type: 'string', default: '5160' },
    },
  })
  if (values.help) return void process.stdout.write(`${USAGE}\n`)
  const seed = ensureSeed(values.small ? SMALL : FULL)
  buildTailrace()
  const work = path.join(CACHE, 'work-ui')
  rmSync(work, { recursive: true, force: true })
  const names: SideName[] = values.reference ? ['original', 'tailrace'] : ['tailrace']
  const sides = names.map((name, at): Side => {
    const port = Number(values.port) + at
    return { name, server: new Server(name, path.join(work, name), port), url: `http://127.0.0.1:${port}` }
  })
  const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const long = sides.map(({ server }) => {
      mkdirSync(server.directory, { recursive: true })
      return copyWithLongRuns(seed, server.directory)
    })
    for (const { server } of sides) await server.start()
    const places = await Promise.all(sides.map(({ url }, at) => fillPlaces(url, seed, long[at] ?? NONE)))
    // Servers that have just started compile what they run often: all pages are opened on both before anything is measured.
    await measure(browser, sides, places, 0, values.only)
    const figures = await measure(browser, sides, places, Number(values.rounds), values.only)
    const ours = sides.length - 1
    const [side, place] = [sides[ours], places[ours]]
    if (!side || !place) throw new Error('Tailrace is not among the sides')
    const heap = await heapAfterTen(browser, side.url, seed.experiments)
    const zoom = await zoomTime(browser, side.url, place)
    const many = await manySeries(browser, side.url, place)
    await side.server.stop()
    const wide = addWideExperiment(side.server.directory)
    await side.server.start()
    const table = await wideTable(browser, side.url, wide)
    await side.server.stop()
    const longest = values.longest ? await longestSeries(browser, Number(values.port) + names.length) : undefined
    const extras = { heap, zoom, many, longest, wide: table }
    const file =
      values.small || !values.reference || values.only !== ''
        ? path.join(CACHE, 'last-ui.md')
        : path.join(import.meta.dirname, '..', 'results.md')
    const command = ['npm run bench:ui', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ')
    const text = uiReport({ figures, extras, command, rounds: Number(values.rounds), browser: browser.version() })
    writeSection(file, text)
    process.stdout.write(`${text}\nWritten to ${path.relative(process.cwd(), file)}\n`)
  } finally {
    await browser.close()
    await Promise.all(sides.map(({ server }) => server.stop()))
    rmSync(work, { recursive: true, force: true })
  }
}

/** Goes through all pages once a round, in turns on both sides: whatever slows the machine down for a minute is not all on one page. The first round is not counted. */
async function measure(
  browser: Browser,
  sides: readonly Side[],
  places: readonly Places[],
  rounds: number,
  only: string,
): Promise<PageFigures[]> {
  const figures = PAGES.filter(({ name }) => only.split(',').some((text) => name.includes(text))).map((page) => ({
    page,
    visits: { original: [] as Visit[], tailrace: [] as Visit[] },
    failures: [] as string[],
  }))
  for (let round = 0; round <= rounds; round++) {
    for (const { page, visits, failures } of figures) {
      for (const [at, { name, url }] of sides.entries()) {
        const place = places[at]
        if (!place) continue
        await page.before?.(url, place)
        await delay(REST_MS)
        const seen = await visit(browser, url, name, page, place).catch((error: unknown) => void failures.push(`${name}: ${String(error)}`))
        if (seen && round > 0) visits[name].push(seen)
      }
    }
    process.stderr.write(`round ${round} of ${rounds}\n`)
  }
  for (const { page, failures } of figures) if (failures.length > 0) process.stderr.write(`${page.name}: ${failures.join('; ')}\n`)
  return figures
}

/** A chart of 50 runs with a million points each, once they are summarized. */
async function longestSeries(browser: Browser, port: number): Promise<{ first: number; zoom: number }> {
  const folder = path.join(CACHE, 'longest')
  const known = path.join(folder, 'runs.json')
  const server = new Server('tailrace', folder, port)
  if (!existsSync(known)) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    await server.start()
    await server.stop()
    writeFileSync(known, JSON.stringify(addLongestExperiment(folder)))
  }
  const many = JSON.parse(readFileSync(known, 'utf8')) as LongRuns['many']
  await server.start()
  try {
    // Summaries of an earlier build go when the server first looks at them.
    await delay(LOOK_MS)
    while (!areSummarized(folder, many.runs.length)) await delay(REST_MS)
    return await manySeries(browser, `http://127.0.0.1:${port}`, { many }, LONG_POINTS * many.runs.length)
  } finally {
    await server.stop()
  }
}

function browserPath(): string {
  const found = [process.env['TAILRACE_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (file) => file !== undefined && existsSync(file),
  )
  if (!found) throw new Error('there is no Chromium: install it, or name one in TAILRACE_CHROMIUM')
  return found
}

await main()
