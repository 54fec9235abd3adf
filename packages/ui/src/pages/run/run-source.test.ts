import { expect, test } from 'vitest'
import { commitAddress, shortSource, sourceAddress, webAddress } from './run-source.ts'

for (const [repository, address] of [
  ['git@github.com:acme/segment.git', 'https://github.com/acme/segment'],
  ['https://user:secret@github.com/acme/segment.git', 'https://github.com/acme/segment'],
  ['ssh://git@gitlab.acme.org:2222/a/b.git', 'https://gitlab.acme.org/a/b'],
  ['http://localhost:3000/a/b/', 'http://localhost:3000/a/b'],
  ['/home/me/project', undefined],
  ['javascript:alert(1)', undefined],
  ['file:///etc/passwd', undefined],
] as const)
  test(`the address of ${repository}`, () => expect(webAddress(repository)).toBe(address))

for (const [repository, address] of [
  ['git@github.com:a/b.git', 'https://github.com/a/b/commit/abc'],
  ['git@gitlab.com:a/b.git', 'https://gitlab.com/a/b/-/commit/abc'],
  ['git@bitbucket.org:a/b.git', 'https://bitbucket.org/a/b/commits/abc'],
] as const)
  test(`a commit of ${repository}`, () => expect(commitAddress({ repository, commit: 'abc' })).toBe(address))

for (const [why, tags, address] of [
  [
    'a file of a repository',
    { name: 'train/a b.py', repository: 'git@github.com:a/b.git', commit: 'c' },
    'https://github.com/a/b/blob/c/train/a%20b.py',
  ],
  ['a project in a folder', { name: 'https://github.com/a/b.git#sub/dir', branch: 'main' }, 'https://github.com/a/b/blob/main/sub/dir'],
  ['an absolute path', { name: '/home/me/train.py', repository: 'git@github.com:a/b.git', commit: 'c' }, 'https://github.com/a/b/tree/c'],
  ['no repository', { name: 'train.py' }, undefined],
  ['nothing at all', {}, undefined],
] as const)
  test(`the source of ${why}`, () => expect(sourceAddress(tags)).toBe(address))

test('sources are short', () => {
  expect(shortSource('/home/me/train.py')).toBe('train.py')
  expect(shortSource('C:\\work\\train.py')).toBe('train.py')
  expect(shortSource('https://github.com/a/b.git#dir')).toBe('b')
})
