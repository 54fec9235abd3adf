import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createRun } from '@tailrace/contract'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { testServer } from './server-for-tests.ts'

const available = spawnSync('nginx', ['-v']).status === 0

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/**
 * Both ways to serve below a path: `/mlflow` takes the prefix off and leaves a slash too many, `/team/` takes it off as it should,
 * `/kept` leaves it to a server with a static prefix.
 */
const configuration = (port: number, plain: number, prefixed: number): string => `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen 127.0.0.1:${port};
    merge_slashes off;
    location /mlflow { proxy_pass http://127.0.0.1:${plain}/; }
    location /team/ { proxy_pass http://127.0.0.1:${plain}/; }
    location /kept { proxy_pass http://127.0.0.1:${prefixed}; }
  }
}`

describe.skipIf(!available)(available ? 'behind nginx' : 'behind nginx (not installed: apt-get install nginx-light)', async () => {
  if (!available) return
  const [server, prefixed] = [await testServer(), await testServer({ static_prefix: '/kept' })]
  const runs = new Map<string, string>()
  let nginx: ChildProcess | undefined
  let url = ''

  beforeAll(async () => {
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    await writeFile(join(server.folder, 'nginx.conf'), configuration(port, await server.listen(), await prefixed.listen()))
    for (const { store } of [server, prefixed]) {
      runs.set(store === server.store ? 'plain' : 'prefixed', (await store.call(createRun, { experiment_id: '0' })).run.info.run_id)
    }
    nginx = spawn('nginx', ['-p', server.folder, '-c', 'nginx.conf'], { stdio: 'ignore' })
    await vi.waitFor(async () => expect((await fetch(url)).status).toBe(404), { timeout: 20_000 })
  })
  afterAll(async () => {
    if (!nginx || nginx.exitCode !== null) return
    const ended = new Promise((resolve) => nginx?.once('exit', resolve))
    nginx.kill('SIGTERM')
    await ended
  })

  for (const prefix of ['/mlflow', '/team', '/kept', '/kept/', '/mlflow/']) {
    test(`everything is answered below ${prefix}`, async () => {
      const run_id = runs.get(prefix.startsWith('/kept') ? 'prefixed' : 'plain') ?? ''
      const at = url + prefix
      const status = async (path: string, init?: RequestInit): Promise<[string, number]> => [path, (await fetch(at + path, init)).status]
      for (const path of ['/health', '/version', '/ready', '/', `/api/2.0/mlflow/runs/get?run_id=${run_id}`]) {
        expect(await status(path)).toEqual([path, 200])
      }
      const search = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"experiment_ids": ["0"]}' }
      expect((await status('/ajax-api/2.0/mlflow/runs/search', search))[1]).toBe(200)
      for (const name of ['a b.txt', 'a%20b.txt', 'k%step%1%timestamp%1796.png', '日本.txt']) {
        const file = `/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/${encodeURIComponent(name)}`
        expect((await status(file, { method: 'PUT', body: name }))[1]).toBe(200)
        expect(await (await fetch(at + file)).text()).toBe(name)
        expect(await (await fetch(`${at}/get-artifact?${new URLSearchParams({ run_id, path: name })}`)).text()).toBe(name)
      }
      expect((await status(`/api/2.0/mlflow-artifacts/artifacts//etc/passwd`))[1]).toBe(400)
    })
  }
})
