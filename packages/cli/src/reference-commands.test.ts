import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { makeWholeProgram } from './program.ts'
import { REFERENCE_COMMANDS } from './reference-commands.ts'

const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')
const program = await makeWholeProgram()

/** The command of some words, under any of its names. */
function commandOf(words: readonly string[]): Command | undefined {
  let command: Command | undefined = program
  for (const word of words) command = command?.commands.find((one) => one.name() === word || one.aliases().includes(word))
  return command
}

describe('every command of MLflow', () => {
  for (const { words, state, flags } of REFERENCE_COMMANDS) {
    test(words, () => {
      // A command below one that comes later is its argument.
      const command = commandOf(words.split(' ').slice(0, state === 'here' ? undefined : 2))
      expect(command).toBeDefined()
      if (state !== 'here') return
      const known = command?.options.flatMap(({ long, short }) => [long, short])
      const missing = flags.filter((flag) => !known?.includes(flag))
      // The page names each flag that comes later.
      expect(words === 'server' ? missing.filter((flag) => !page.includes(`\`${flag}\``)) : missing).toEqual([])
    })
  }
  test('and its state stand in docs/cli.md', () => {
    const listed = [...page.matchAll(/^\| `([^`]+)` +\| (here|later) /gm)].map(([, words, state]) => `${words} ${state}`)
    expect(listed).toEqual(REFERENCE_COMMANDS.map(({ words, state }) => `${words} ${state}`))
  })
})

describe('every command of ours', () => {
  const words: string[] = []
  const walk = (command: Command, path: readonly string[]): void => {
    for (const one of command.commands) walk(one, [...path, one.name()])
    if (command.commands.length === 0) words.push(path.join(' '))
  }
  walk(program, [])
  test.each(words)('%s has a description and stands in docs/cli.md', (name) => {
    expect(commandOf(name.split(' '))?.description()).toMatch(/\.$/)
    expect(page).toMatch(new RegExp(`\`${name}\`|tailrace ${name}\\b`))
  })
})

test('a wrong order of levels is none: the data name each command once', () => {
  const names = REFERENCE_COMMANDS.map(({ words }) => words)
  expect(names).toEqual([...new Set(names)])
})
