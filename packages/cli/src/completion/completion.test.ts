import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tailrace, testFolder } from '../program-for-tests.ts'

const folder = testFolder()
writeFileSync(join(folder, 'a file.txt'), '')

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0
const script = async (shell: string): Promise<string> => {
  const { code, out } = await tailrace({}, 'completion', shell)
  expect(code).toBe(0)
  const file = join(folder, `completion.${shell}`)
  writeFileSync(file, out)
  return file
}

/** What is proposed for the last word, in a real shell. */
const CASES: readonly (readonly [why: string, words: readonly string[], has: readonly string[], hasNot: readonly string[]])[] = [
  ['commands', ['tailrace', ''], ['server', 'ui', 'runs', 'experiments', 'models', 'gc'], ['search', '--help']],
  ['the beginning of a command', ['tailrace', 'exp'], ['experiments'], ['runs']],
  ['commands of a group', ['tailrace', 'runs', 's'], ['search'], ['list', 'server']],
  ['commands three deep', ['tailrace', 'models', 'alias', ''], ['set', 'delete'], ['list']],
  ['flags', ['tailrace', 'runs', 'search', '--'], ['--order-by', '--json', '--help'], ['--run-id']],
  ['flags after flags and values', ['tailrace', 'runs', 'search', '-x', 'runs', '--j'], ['--json'], ['--csv']],
  ['values of a flag', ['tailrace', 'experiments', 'get', '--output', ''], ['json', 'table'], ['--help']],
]

describe.skipIf(!has('bash'))('in bash', () => {
  test.each(CASES)('%s', async (_why, words, expected, unexpected) => {
    const list = words.map((word) => `'${word}'`).join(' ')
    const line = `source '${await script('bash')}'; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _tailrace; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', line], { cwd: folder, encoding: 'utf8' })
    expect(stderr).toBe('')
    const proposed = stdout.split('\n')
    expect(proposed).toEqual(expect.arrayContaining([...expected]))
    for (const word of unexpected) expect(proposed).not.toContain(word)
  })
  test('is bound to the name that the program was called by', async () => {
    const line = `source '${await script('bash')}'; complete -p tailrace`
    expect(spawnSync('bash', ['--norc', '-c', line], { encoding: 'utf8' }).stdout).toContain('-F _tailrace tailrace')
  })
})

describe.skipIf(!has('fish'))('in fish', () => {
  test.each(CASES)('%s', async (_why, words, expected, unexpected) => {
    const line = `source '${await script('fish')}'; complete -C '${words.join(' ')}'`
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', line], { cwd: folder, encoding: 'utf8' })
    expect(stderr).toBe('')
    const proposed = stdout.split('\n').map((one) => one.split('\t')[0])
    expect(proposed).toEqual(expect.arrayContaining([...expected]))
    for (const word of unexpected) expect(proposed).not.toContain(word)
  })
})

describe.skipIf(!has('zsh'))('in zsh', () => {
  test.each(CASES)('%s', async (_why, words, expected, unexpected) => {
    // The builtins that put proposals on the screen are replaced by ones that print them.
    const list = words.map((word) => `'${word}'`).join(' ')
    const line = [
      'compdef() { }; _files() { }',
      `_describe() { for one in "\${(@P)2}"; do print -r -- "\${one%%:*}"; done }; compadd() { print -rl -- "\${(@P)2}" }`,
      `source '${await script('zsh')}'; words=(${list}); CURRENT=${words.length}; _tailrace`,
    ].join('\n')
    const { stdout, stderr } = spawnSync('zsh', ['-f', '-c', line], { cwd: folder, encoding: 'utf8' })
    expect(stderr).toBe('')
    const begun = words.at(-1) ?? ''
    const proposed = stdout.split('\n').filter((one) => one.startsWith(begun))
    expect(proposed).toEqual(expect.arrayContaining([...expected]))
    for (const word of unexpected) expect(proposed).not.toContain(word)
  })
})

describe('the scripts', () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    test(`${shell}: texts with quotes stay texts`, async () => {
      const { out } = await tailrace({}, 'completion', shell)
      expect(out).toContain('tailrace')
      expect(out).not.toContain('undefined')
    })
  }
  test('another shell', async () => {
    const { code, err } = await tailrace({}, 'completion', 'tcsh')
    expect(err).toBe("tailrace: 'tcsh' is not a known shell. Use one of bash, zsh, fish. (see --help)\n")
    expect(code).toBe(2)
  })
})
