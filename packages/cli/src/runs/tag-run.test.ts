import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@tailrace/sdk'
import { beforeAll, expect, test } from 'vitest'
import { tailrace, testFolder, testServer } from '../program-for-tests.ts'

const folder = testFolder()
const url = await testServer(folder)
const client = createClient({ trackingUri: url })
const cli = (...args: string[]) => tailrace({ MLFLOW_TRACKING_URI: url }, ...args)
let run_id = ''

beforeAll(async () => {
  const { experiment_id } = await client.createExperiment({ name: 'described', tags: [{ key: 'team', value: 'a' }] })
  run_id = (await client.createRun({ experiment_id, run_name: 'tagged', start_time: 1n })).run.info.run_id
})

test('runs tag sets and deletes tags, by id or name', async () => {
  expect((await cli('runs', 'tag', 'tagged', 'a=1', 'b=x=y')).out).toBe(`Run ${run_id}: set a, set b.\n`)
  const ended = await cli('runs', 'tag', run_id, 'c=', '--delete', 'a', '--json')
  expect(JSON.parse(ended.out)).toEqual({ run_id, set: { c: '' }, deleted: ['a'] })
  const { data } = (await client.getRun({ run_id })).run
  const tags = Object.fromEntries((data.tags ?? []).map(({ key, value }) => [key, value]))
  expect(tags).toMatchObject({ b: 'x=y', c: '' })
  expect(tags).not.toHaveProperty('a')
})

test('runs tag refuses what it cannot do and changes nothing', async () => {
  expect(await cli('runs', 'tag', 'tagged')).toMatchObject({ code: 2, err: expect.stringContaining('at least one key=value') as string })
  const missing = await cli('runs', 'tag', 'tagged', 'd=1', '--delete', 'none')
  expect([missing.code, missing.err]).toEqual([1, `tailrace: Run ${run_id} has no tag 'none'.\n`])
  expect((await client.getRun({ run_id })).run.data.tags?.some(({ key }) => key === 'd')).toBe(false)
})

test('runs download brings files, all or one', async () => {
  const source = join(folder, 'source')
  mkdirSync(source)
  writeFileSync(join(source, 'a b.txt'), 'text')
  expect((await cli('artifacts', 'log-artifacts', '-l', source, '-r', run_id, '-a', 'out')).code).toBe(0)
  const { out } = await cli('runs', 'download', 'tagged', 'out/a b.txt', '-d', join(folder, 'target'))
  expect(readFileSync(out.trimEnd(), 'utf8')).toBe('text')
  const all = JSON.parse((await cli('runs', 'download', run_id, '-d', join(folder, 'all'), '--json')).out) as { path: string }
  expect(readFileSync(join(all.path, 'out', 'a b.txt'), 'utf8')).toBe('text')
})

test('experiments describe counts runs by status', async () => {
  expect((await cli('experiments', 'describe', 'described')).out).toMatch(
    /^id\t\d+\nname\tdescribed\nstage\tactive\nartifact location\t.*\ncreated\t\d+\nlast activity\t\d+\nruns\t1\nruns\.RUNNING\t1\ntags\.team\ta\n$/,
  )
  expect(JSON.parse((await cli('experiments', 'describe', '1', '--json')).out)).toMatchObject({ name: 'described', runs: { RUNNING: 1 } })
  expect((await cli('experiments', 'describe', 'nowhere')).err).toContain("There is no experiment 'nowhere'")
})
