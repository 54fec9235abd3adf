import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, test } from 'vitest'
import { openArtifactStore } from './open-artifact-store.ts'
import { parseSafePath } from '@tailrace/contract'

const base = await mkdtemp(join(tmpdir(), 'tailrace-open-'))
afterAll(() => rm(base, { recursive: true }))

describe('opens a directory of this machine', () => {
  for (const [what, destination] of [
    ['by its path', base],
    ['by a relative path', relative(process.cwd(), base)],
    ['by a file URI', `file://${base}`],
  ] as const) {
    test(what, async () => {
      const store = openArtifactStore(destination)
      await store.write(parseSafePath(what), Readable.from([Buffer.from('x')]))
      expect(await openArtifactStore(base).stat(parseSafePath(what))).toMatchObject({ size: 1 })
    })
  }
})

describe('refuses', () => {
  for (const [destination, code, message] of [
    ['s3://bucket/prefix', 'NOT_IMPLEMENTED', "Artifact storage with the scheme 's3' is not supported yet"],
    ['GS://bucket', 'NOT_IMPLEMENTED', "Artifact storage with the scheme 'gs' is not supported yet"],
    ['mlflow-artifacts:/x', 'NOT_IMPLEMENTED', "Artifact storage with the scheme 'mlflow-artifacts' is not supported yet"],
    ['unknown://x', 'NOT_IMPLEMENTED', "Artifact storage with the scheme 'unknown' is not supported yet"],
    ['s3://bucket/prefix?x=1', 'NOT_IMPLEMENTED', "Artifact storage with the scheme 's3' is not supported yet"],
    [
      'file:///x?y=1',
      'INVALID_PARAMETER_VALUE',
      "Invalid artifact location 'file:///x?y=1': fragments, queries and params are not allowed.",
    ],
  ] as const) {
    test(destination, () => expect(() => openArtifactStore(destination)).toThrow(expect.objectContaining({ code, message })))
  }
})
