import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import type { Watched } from './server.ts'

/** ms that a situation lasts where nothing else ends it. */
const LASTING = 15_000
const TABS = 8
const KEYS = 12_000
/** Bytes of the largest JSON body. */
const BODY = 16 * 1024 * 1024

/** Something that a client or neighbour may do. It throws where it is answered wrongly. */
export interface Situation {
  readonly name: string
  readonly run: (server: Watched, browser: Browser) => Promise<void>
}

async function ask<Answer>({ url }: Watched, path: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(`${url}/api/2.0/mlflow/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as Answer
}

async function newRun(server: Watched, run_name: string): Promise<string> {
  const { run } = await ask<{ run: { info: { run_id: string } } }>(server, 'runs/create', {
    experiment_id: '0',
    run_name,
    start_time: Date.now(),
  })
  return run.info.run_id
}

/** Sends a body as it is and resolves with the status of the answer. */
function post({ url }: Watched, path: string, body: Buffer, giveUpAfter?: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    const sent = request(`${url}/api/2.0/mlflow/${path}`, { method: 'POST', headers }, (reply) => {
      reply.resume()
      reply.once('end', () => resolve(reply.statusCode ?? 0))
    })
    sent.once('error', (error) => (giveUpAfter === undefined ? reject(error) : resolve(0)))
    sent.end(body)
    if (giveUpAfter !== undefined) setTimeout(() => sent.destroy(), giveUpAfter)
  })
}

export const SITUATIONS: readonly Situation[] = [
  {
    name: `${TABS} tabs on a run that logs every 10 ms`,
    run: async (server, browser) => {
      const run_id = await newRun(server, 'live')
      const context = await browser.newContext({ viewport: { width: 1200, height: 800 } })
      try {
        for (let tab = 0; tab < TABS; tab++) {
          const page = await context.newPage()
          void page.goto(`${server.url}/#/experiments/0/runs/${run_id}/model-metrics`)
        }
        for (const begin = performance.now(), step = { at: 0 }; performance.now() - begin < LASTING; step.at++) {
          await ask(server, 'runs/log-metric', { run_id, key: 'loss', value: 1 / (step.at + 1), timestamp: Date.now(), step: step.at })
          await delay(10)
        }
      } finally {
        await context.close()
      }
    },
  },
  {
    name: `a run of ${KEYS.toLocaleString('en')} metrics, logged and opened`,
    run: async (server, browser) => {
      const run_id = await newRun(server, 'wide')
      for (let at = 0; at < KEYS; at += 1000) {
        const metrics = Array.from({ length: 1000 }, (_, index) => ({
          key: `layer/${at + index}/norm`,
          value: index,
          timestamp: 1,
          step: 0,
        }))
        await ask(server, 'runs/log-batch', { run_id, metrics })
      }
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      try {
        const page = await context.newPage()
        for (const tab of ['', '/model-metrics']) {
          await page.goto(`${server.url}/#/experiments/0/runs/${run_id}${tab}`)
          await page.waitForLoadState('networkidle', { timeout: 60_000 })
        }
      } finally {
        await context.close()
      }
    },
  },
  {
    name: '4 bodies of 16 MB of small values with one long number',
    run: async (server) => {
      const run_id = await newRun(server, 'long number')
      const start = `{"run_id":"${run_id}","params":[],"tags":[],"metrics":[{"key":"k","value":1,"timestamp":1,"step":${'9'.repeat(1_000_000)}}`
      const rest = `,{"key":"k","value":1,"timestamp":1,"step":1}`
      const text = `${start}${rest.repeat(Math.floor((BODY - start.length - 2) / rest.length))}]}`
      const statuses = await Promise.all(Array.from({ length: 4 }, () => post(server, 'runs/log-batch', Buffer.from(text))))
      if (!statuses.every((status) => [400, 413, 503].includes(status))) throw new Error(`answered with ${statuses.join(', ')}`)
    },
  },
  {
    name: 'RLIKE that backtracks, its client gone',
    run: async (server) => {
      const run_id = await newRun(server, 'backtracking')
      await ask(server, 'runs/log-parameter', { run_id, key: 'text', value: `${'a'.repeat(3000)}!` })
      for (const pattern of ['(a+)+$', '(a|a)*$', '(.*a){20}$']) {
        const filter = `params.text RLIKE '${pattern}'`
        await post(server, 'runs/search', Buffer.from(JSON.stringify({ experiment_ids: ['0'], filter })), 200)
      }
      await delay(3_000)
      await ask(server, 'runs/search', { experiment_ids: ['0'], max_results: 1 })
    },
  },
  {
    name: 'a database thread that ends',
    run: async (server) => {
      server.child.kill('SIGUSR2')
      for (const begin = Date.now(); ; await delay(50)) {
        const isBack = await newRun(server, 'after').then(
          () => true,
          () => false,
        )
        if (isBack) return
        if (Date.now() - begin > LASTING) throw new Error('no run could be created any more')
      }
    },
  },
]
