import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ArtifactBody, localFiles } from './local-files.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tailrace-local-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('writing', () => {
  for (const [what, body] of [
    ['a text', 'grün'],
    ['bytes', new TextEncoder().encode('grün')],
    ['a Blob', new Blob(['grün'])],
    ['a stream', new Blob(['grün']).stream()],
  ] as [string, ArtifactBody][]) {
    test(what, async () => {
      await localFiles().write(join(folder, 'a/b/c.txt'), body)
      expect(readFileSync(join(folder, 'a/b/c.txt'), 'utf8')).toBe('grün')
    })
  }

  test('takes the place of what was there', async () => {
    writeFileSync(join(folder, 'a'), 'old and longer')
    await localFiles().write(join(folder, 'a'), 'new')
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('new')
  })

  test('that breaks leaves what was there, and nothing else', async () => {
    writeFileSync(join(folder, 'a'), 'old')
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('broken')),
    })
    await expect(localFiles().write(join(folder, 'a'), broken)).rejects.toThrow('broken')
    expect(readdirSync(folder)).toEqual(['a'])
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('old')
  })
})

describe('reading', () => {
  test('a file is a Blob with its name', async () => {
    writeFileSync(join(folder, 'a b.txt'), 'text')
    const { name, blob } = await localFiles().open(join(folder, 'a b.txt'))
    expect([name, blob.size, await blob.text()]).toEqual(['a b.txt', 4, 'text'])
  })

  test('a folder over all levels, with what links lead to', () => {
    mkdirSync(join(folder, 'a/b'), { recursive: true })
    writeFileSync(join(folder, 'a/1'), '')
    writeFileSync(join(folder, 'a/b/2'), '')
    symlinkSync(join(folder, 'a/1'), join(folder, 'link'))
    expect(localFiles().walk(folder).sort()).toEqual(['a/1', 'a/b/2', 'link'])
  })

  for (const [why, act] of [
    ['a file that is missing', () => localFiles().open(join(folder, 'none'))],
    ['a folder in place of a file', () => localFiles().open(folder)],
    ['a folder that is missing', async () => localFiles().walk(join(folder, 'none'))],
    ['a file in place of a folder', async () => (writeFileSync(join(folder, 'a'), ''), localFiles().walk(join(folder, 'a')))],
  ] as const) {
    test(`${why} is refused`, () => expect(act()).rejects.toMatchObject({ code: 'CONFIGURATION' }))
  }

  test('a link to nowhere is refused', () => {
    symlinkSync(join(folder, 'none'), join(folder, 'link'))
    expect(() => localFiles().walk(folder)).toThrow(/ENOENT/)
  })
})

test('a folder that cannot be made is said', async () => {
  writeFileSync(join(folder, 'a'), '')
  await expect(localFiles().write(join(folder, 'a/b'), 'x')).rejects.toThrow(/EEXIST|ENOTDIR/)
})
