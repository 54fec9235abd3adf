import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contextTags, gitTags, systemTags, userName } from './system-tags.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tailrace-git-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()

/** A repository with a commit on a branch, and its id. */
function repository(branch = 'work/sweep'): string {
  git('init', '--quiet', `--initial-branch=${branch}`)
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '--message=first')
  return git('rev-parse', 'HEAD')
}

describe('git', () => {
  test('commit and branch of a folder below the repository', () => {
    const commit = repository()
    mkdirSync(join(folder, 'src/deep'), { recursive: true })
    expect(gitTags(join(folder, 'src/deep'))).toEqual({ 'mlflow.source.git.commit': commit, 'mlflow.source.git.branch': 'work/sweep' })
  })

  test('refs that are packed', () => {
    const commit = repository()
    git('pack-refs', '--all')
    expect(gitTags(folder)).toMatchObject({ 'mlflow.source.git.commit': commit })
  })

  test('a commit without a branch', () => {
    const commit = repository()
    git('checkout', '--quiet', '--detach')
    expect(gitTags(folder)).toEqual({ 'mlflow.source.git.commit': commit })
  })

  test('a worktree', () => {
    const commit = repository()
    git('remote', 'add', 'origin', 'https://example.org/a.git')
    git('worktree', 'add', '--quiet', '-b', 'side', join(folder, 'side'))
    expect(gitTags(join(folder, 'side'))).toEqual({
      'mlflow.source.git.commit': commit,
      'mlflow.source.git.branch': 'side',
      'mlflow.source.git.repoURL': 'https://example.org/a.git',
    })
  })

  for (const [url, tag] of [
    ['https://example.org/team/models.git', 'https://example.org/team/models.git'],
    ['https://ada:token@example.org/team/models.git', 'https://example.org/team/models.git'],
    ['https://ada:p@ss@example.org:8443/m', 'https://example.org:8443/m'],
    ['ssh://git@example.org/m.git', 'ssh://example.org/m.git'],
    ['git@example.org:team/models.git', 'git@example.org:team/models.git'],
    ['/srv/models.git', '/srv/models.git'],
  ] as const) {
    test(`the remote ${url} is ${tag}`, () => {
      repository()
      git('config', 'user.name', 'a')
      git('remote', 'add', 'origin', url)
      git('remote', 'add', 'other', 'https://elsewhere.example.org')
      expect(gitTags(folder)['mlflow.source.git.repoURL']).toBe(tag)
    })
  }

  for (const [why, prepare] of [
    ['no repository', () => {}],
    ['one without a commit', () => git('init', '--quiet')],
    ['one whose HEAD is damaged', () => (repository(), writeFileSync(join(folder, '.git/HEAD'), 'nonsense'))],
    ['a .git that leads nowhere', () => writeFileSync(join(folder, '.git'), 'gitdir: /no/such/place')],
  ] as const) {
    test(`${why}: no tags`, () => {
      prepare()
      expect(gitTags(folder)).toEqual({})
    })
  }
})

describe('the context of the environment', () => {
  for (const [text, tags] of [
    ['{"mlflow.source.type":"JOB","retry":2}', { 'mlflow.source.type': 'JOB', retry: '2' }],
    ['{}', {}],
    ['[1]', {}],
    ['null', {}],
    ['{', {}],
    [undefined, {}],
  ] as const) {
    test(`${text}`, () => expect(contextTags(text)).toEqual(tags))
  }

  test('wins over what is found', () => {
    process.env['MLFLOW_RUN_CONTEXT'] = '{"mlflow.source.name":"nightly","mlflow.source.type":"JOB"}'
    try {
      expect(systemTags()).toMatchObject({ 'mlflow.source.name': 'nightly', 'mlflow.source.type': 'JOB', 'mlflow.user': userName() })
    } finally {
      delete process.env['MLFLOW_RUN_CONTEXT']
    }
  })
})

test('the user is who the environment names, else who the system knows', () => {
  const { LOGNAME, USER, USERNAME } = process.env
  try {
    process.env['LOGNAME'] = 'ada'
    expect(userName()).toBe('ada')
    for (const name of ['LOGNAME', 'USER', 'USERNAME']) delete process.env[name]
    expect(userName()).toMatch(/./)
  } finally {
    for (const [name, value] of Object.entries({ LOGNAME, USER, USERNAME }))
      if (value !== undefined) process.env[name] = value
      else delete process.env[name]
  }
})
