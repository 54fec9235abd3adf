import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createDatabase, execute, startPostgres } from '@tailrace/testing'
import { type Browser, chromium } from 'playwright-core'
import { CACHE } from '../paths.ts'
import { watchPeak } from '../process-tree.ts'
import { buildTailrace } from '../servers.ts'
import { type Watched, startWatched } from './server.ts'
import { SITUATIONS, type Situation } from './situations.ts'

/** MiB that the server may hold in any of the situations. */
const MOST_MEMORY = 400
/** ms in which /health has to be answered. */
const HEALTH = 100
const OUT = path.join(import.meta.dirname, 'results.md')

interface Figures {
  readonly database: string
  readonly name: string
  readonly slowest: number
  readonly late: number
  readonly asked: number
  readonly memory: number
  readonly failure?: string
}

/** Puts the server into each situation on both databases and writes bench/tough/results.md. Exits with 1 when one was not met. */
async function main(): Promise<void> {
  buildTailrace()
  const folder = path.join(CACHE, 'tough')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const executablePath = process.env['TAILRACE_CHROMIUM'] ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
  const postgres = await startPostgres()
  const figures: Figures[] = []
  try {
    const server = await startWatched(path.join(folder, 'sqlite'), `sqlite:///${path.join(folder, 'sqlite', 'mlflow.db')}`, 5190)
    figures.push(...(await all('SQLite', server, browser, SITUATIONS)))
    if (!postgres) console.log('skipped: PostgreSQL is not installed (Debian: apt-get install postgresql)')
    else {
      const { url } = await createDatabase(postgres.url)
      const onPostgres = await startWatched(path.join(folder, 'postgres'), url, 5191)
      figures.push(
        ...(await all('PostgreSQL', onPostgres, browser, [garbage(url), ...SITUATIONS.filter(({ name }) => !name.includes('thread'))])),
      )
    }
  } finally {
    await browser.close()
    await postgres?.stop()
  }
  const text = report(figures)
  writeFileSync(OUT, text)
  console.log(text)
  if (figures.some((each) => !isMet(each))) process.exitCode = 1
}

const garbage = (url: string): Situation => ({
  name: 'NOTIFY with garbage on the channel of events, 200 times',
  run: async () => {
    const texts = ['', 'null', '{', '[]', '{"runs":1}', '{"runs":[null]}', '"x"', 'x'.repeat(7_900)]
    for (let at = 0; at < 200; at++) await execute(url, `SELECT pg_notify('tailrace_changes', '${texts[at % texts.length]}')`)
  },
})

async function all(database: string, server: Watched, browser: Browser, situations: readonly Situation[]): Promise<Figures[]> {
  const figures: Figures[] = []
  try {
    for (const { name, run } of situations) {
      await delay(1_000)
      await server.report()
      console.log(`${database}: ${name} ...`)
      let failure: string | undefined
      const { peak } = await watchPeak(server.child.pid ?? 0, () =>
        run(server, browser).catch((error: unknown) => (failure = String(error))),
      )
      const { slowest, late, asked } = await server.report()
      figures.push({ database, name, slowest, late, asked, memory: peak / 1024 ** 2, ...(failure !== undefined && { failure }) })
    }
  } finally {
    await server.stop()
  }
  return figures
}

const isMet = ({ slowest, late, memory, failure }: Figures): boolean =>
  failure === undefined && late === 0 && slowest <= HEALTH && memory < MOST_MEMORY

function report(figures: readonly Figures[]): string {
  const lines = figures.map(
    (each) =>
      `| ${each.database} | ${each.name} | ${each.slowest.toFixed(0)} ms | ${each.late} of ${each.asked} | ${each.memory.toFixed(0)} MiB | ${isMet(each) ? 'yes' : `no${each.failure ? `: ${each.failure.slice(0, 200)}` : ''}`} |`,
  )
  return `# What a client, tab or neighbour can do

Made by \`npm run bench:tough\` on ${new Date().toISOString().slice(0, 10)}. To meet: \`/health\` within ${HEALTH} ms all the time, asked every 20 ms on a connection of its
own, and less than ${MOST_MEMORY} MiB of memory (RSS of the server, looked at every 100 ms). The browser and the load run on the same two cores.

| Database | What happens | Slowest /health | Late | Memory | Met |
| --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`
}

await main()
