import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { stream } from './stream.ts'

const run = (code: string, command = process.execPath) => stream('.', command, ['-e', code], new PassThrough(), new PassThrough())

test('passes on what is printed, as it is', async () => {
  const out = new PassThrough()
  const err = new PassThrough()
  await stream('.', process.execPath, ['-e', 'process.stdout.write("a\\n\\u001b[1mb"); console.error("c")'], out, err)
  expect([out.read()?.toString(), err.read()?.toString()]).toEqual(['a\n\u001b[1mb', 'c\n'])
})

test('keeps the end, the last line and what was skipped', async () => {
  const { exitCode, lastLine, skips } = await run(`
    process.stdout.write('one\\n\\u001b[33mskip \\u001b[39ma: no tool\\n'); console.error('skipped: b')
    process.stdout.write('1 passed, 0 fai'); setTimeout(() => { process.stdout.write('led, 1 skipped\\n\\n'); process.exitCode = 3 }, 50)`)
  expect({ exitCode, lastLine }).toEqual({ exitCode: 3, lastLine: '1 passed, 0 failed, 1 skipped' })
  expect(skips.toSorted()).toEqual(['skip a: no tool', 'skipped: b'])
})

test('a program that is killed has failed', async () => {
  expect((await run('process.kill(process.pid, "SIGKILL")')).exitCode).toBe(1)
})

test('a program that is not there has failed', async () => {
  expect(await run('', './no-such-program')).toEqual({ exitCode: 127, lastLine: '', skips: [] })
})
