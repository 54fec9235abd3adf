import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tailrace, testFolder } from './program-for-tests.ts'

const folder = testFolder()
const at = (name: string): string => join(folder, name)
const HERE = `sqlite:///${at('here.db')}`

/** URIs of every kind, most of them malformed, with the password `geheim`. None leads anywhere. */
const URIS = [
  'postgresql://me:geheim@127.0.0.1:1/d',
  'postgresql://127.0.0.1:1/d?user=me&password=geheim',
  'postgresql://me:ge@heim:geheim@127.0.0.1:1/d',
  'postgresql://me:geheim@h:port/d',
  'postgresql://me:geheim@h/d?sslmode=on',
  'postgresql://me:geheim',
  'postgresql:/me:geheim@h/d',
  'postgres//me:geheim@h/d',
  'mysql+pymysql://me:geheim@h/d',
  'me:geheim@h/d',
  'host=h user=me password=geheim',
  'htp://me:geheim@h',
  'http://me:geheim@[h',
  'http://me:geheim@127.0.0.1:1',
  'http://me:geheim/x',
]

// Some of the URIs are local paths to a server, which makes their folders.
const before = process.cwd()
beforeAll(() => process.chdir(folder))
afterAll(() => process.chdir(before))

describe('no message shows the password of a URI', { timeout: 120_000 }, async () => {
  await tailrace({ MLFLOW_TRACKING_URI: HERE }, 'experiments', 'create', '-n', 'e')
  const commands: readonly ((uri: string) => readonly string[])[] = [
    () => ['doctor'],
    () => ['doctor', '--json'],
    () => ['experiments', 'search'],
    () => ['artifacts', 'list', '--run-id', 'x'],
    (uri) => ['copy', uri, HERE],
    (uri) => ['copy', HERE, uri],
    (uri) => ['export', uri, at('x.tar.gz')],
    (uri) => ['import', uri, '--to', HERE],
    (uri) => ['backup', '--to', at('x'), '--backend-store-uri', uri],
    (uri) => ['restore', at('none'), '--backend-store-uri', uri],
    (uri) => ['gc', '--backend-store-uri', uri],
    (uri) => ['gc', '--tracking-uri', uri],
    (uri) => ['gc', '--backend-store-uri', HERE, '--artifacts-destination', uri],
    (uri) => ['db', 'upgrade', uri],
    (uri) => ['login', uri],
    (uri) => ['server', '--port', '0', '--backend-store-uri', uri],
    (uri) => ['server', '--port', '0', '--backend-store-uri', 'sqlite://x', '--artifacts-destination', uri],
    (uri) => [uri],
  ]
  for (const command of commands) {
    test(command('URI').join(' ').replaceAll(folder, ''), async () => {
      for (const uri of URIS) {
        const env = { MLFLOW_TRACKING_URI: uri, MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' }
        const { out, err, code } = await tailrace(env, ...command(uri)).catch((error: unknown) =>
          expect.unreachable(`${uri}: ${String(error)}`),
        )
        expect([uri, (out + err).includes('geheim')]).toEqual([uri, false])
        expect([uri, err.trimEnd().split('\n').length, code === 0]).toEqual([uri, 1, expect.any(Boolean)])
      }
    })
  }
})
