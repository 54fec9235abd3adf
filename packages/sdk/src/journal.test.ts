import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Journal, journalFolder, leftJournals } from './journal.ts'

let folder: string
beforeEach(() => (folder = join(mkdtempSync(join(tmpdir(), 'tailrace-journal-')), 'deep', 'folder')))
afterEach(() => {
  rmSync(join(folder, '..', '..'), { recursive: true, force: true })
  for (const name of ['TAILRACE_JOURNAL_DIR', 'XDG_STATE_HOME']) delete process.env[name]
})

const create = (run: { run_id?: string } = { run_id: 'r' }): Journal =>
  Journal.create(folder, { tracking_uri: 'http://x', ...run }) as Journal
const texts = (journal: Journal, from = journal.acknowledged): string[] => journal.read(from).map(({ text }) => text)
const statePath = ({ path }: Journal): string => path.replace('.journal', '.state')

/** Closes a journal and opens it as a later process does. */
function again(journal: Journal): Journal {
  journal.close()
  return Journal.open(journal.path)
}

test('it can be read by its owner alone', () => {
  const journal = create()
  journal.acknowledge(journal.append('a'))
  expect([folder, journal.path, statePath(journal)].map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(['700', '600', '600'])
  expect(readFileSync(journal.path, 'utf8').split('\n')[0]).toBe(JSON.stringify(journal.header))
  journal.remove()
  expect(readdirSync(folder)).toEqual([])
})

describe('lines', () => {
  test('are read from where nothing is acknowledged', () => {
    const journal = create()
    const ends = ['a', 'grün', '{"c":1}'].map((text) => journal.append(text))
    expect(texts(journal)).toEqual(['a', 'grün', '{"c":1}'])
    journal.acknowledge(ends[1] ?? 0)
    expect(texts(again(journal))).toEqual(['{"c":1}'])
  })

  test('of any length are read whole', () => {
    const journal = create()
    const long = 'é'.repeat(700_000)
    for (const text of ['short', long, 'after']) journal.append(text)
    const read: string[] = []
    for (let at = journal.acknowledged; at < journal.size;) {
      const lines = journal.read(at)
      read.push(...lines.map(({ text }) => text))
      at = lines.at(-1)?.end ?? journal.size
    }
    expect(read.map(({ length }) => length)).toEqual([5, 700_000, 5])
    expect(read[1]).toBe(long)
  })

  test('without an end are left out, and written over', () => {
    const journal = create()
    journal.append('whole')
    appendFileSync(journal.path, 'half a li')
    expect(texts(journal)).toEqual(['whole'])
    journal.append('next')
    expect(texts(journal).slice(0, 2)).toEqual(['whole', 'next'])
  })
})

describe('what is acknowledged', () => {
  for (const [why, state, expected] of [
    ['nothing is noted', undefined, ['a', 'b']],
    ['the note is damaged', 'x?y', ['a', 'b']],
    ['the note is behind the end, as after a new beginning', '99999 r', ['a', 'b']],
    ['the note is in the header', '3 r', ['a', 'b']],
    ['the note is empty', '', ['a', 'b']],
  ] as const) {
    test(`${why}: everything is sent again`, () => {
      const journal = create()
      for (const text of ['a', 'b']) journal.append(text)
      journal.close()
      if (state === undefined) rmSync(statePath(journal))
      else writeFileSync(statePath(journal), state)
      expect(texts(Journal.open(journal.path))).toEqual(expected)
    })
  }

  test('a run that was made later is noted with it', () => {
    const journal = create({})
    expect(journal.runId).toBeUndefined()
    journal.append('a')
    journal.setRunId('later')
    const opened = again(journal)
    expect([opened.runId, texts(opened)]).toEqual(['later', ['a']])
  })
})

describe('files that are no journals', () => {
  for (const [why, content] of [
    ['an empty one', ''],
    ['text', 'hello\n'],
    ['JSON of something else', '{"version":2,"tracking_uri":"x"}\n'],
    ['a header without an address', '{"version":1}\n'],
    ['half a header', '{"version":1,"tracking_uri":"x"}'],
  ] as const) {
    test(`${why} is refused`, () => {
      create().remove()
      const path = join(folder, 'x.journal')
      writeFileSync(path, content)
      expect(() => Journal.open(path)).toThrow(`${path} is not a journal.`)
      expect(leftJournals(folder)).toEqual([path])
    })
  }

  test('other files in the folder are left alone', () => {
    create().remove()
    writeFileSync(join(folder, 'notes.txt'), '')
    expect(leftJournals(folder, true)).toEqual([])
  })
})

describe('journals that are left', () => {
  test('are those of processes that are gone; never those that are written here', () => {
    const mine = create()
    const left = create()
    left.close()
    expect(leftJournals(folder)).toEqual([left.path])
    mine.close()
    expect(leftJournals(folder)).toHaveLength(2)
  })

  test('one that another process writes is taken by force alone', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    try {
      const path = writtenBy(other.pid ?? 0, beganOf(other.pid ?? 0))
      expect([leftJournals(folder), leftJournals(folder, true)]).toEqual([[], [path]])
    } finally {
      other.kill('SIGKILL')
      await new Promise((resolve) => other.once('exit', resolve))
    }
    expect(leftJournals(folder)).toHaveLength(1)
  })

  test.skipIf(process.platform !== 'linux')('a number of a process that was given anew does not hold one back', () => {
    expect(leftJournals(folder)).toEqual([])
    const path = writtenBy(process.ppid, 'another time')
    expect(leftJournals(folder)).toEqual([path])
  })

  test('in a folder that is not there are none', () => expect(leftJournals(join(folder, 'none'))).toEqual([]))
})

/** A journal whose header names a process. */
function writtenBy(pid: number, began: string): string {
  const journal = create()
  journal.close()
  writeFileSync(journal.path, `${JSON.stringify({ ...journal.header, pid, began })}\n`)
  return journal.path
}

const beganOf = (pid: number): string => {
  const text = process.platform === 'linux' ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ''
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

test('a file that shrank is read to its end', () => {
  const journal = create()
  const first = journal.append('a')
  journal.append('b')
  truncateSync(journal.path, first)
  expect(texts(journal)).toEqual(['a'])
})

for (const [what, environment, path] of [
  ['the folder of the environment', { TAILRACE_JOURNAL_DIR: '/j' }, '/j'],
  ['below the folder for states', { XDG_STATE_HOME: '/s' }, '/s/tailrace/journal'],
  ['below the home folder', {}, `${homedir()}/.local/state/tailrace/journal`],
] as const) {
  test(`journals lie in ${what}`, () => {
    Object.assign(process.env, environment)
    expect(journalFolder()).toBe(path)
  })
}
