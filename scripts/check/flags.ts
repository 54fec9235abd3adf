import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './graph.ts'

const PAGE = 'docs/configuration.md'

/** Compares docs/configuration.md with the flags and variables in the text of `server --help` and the variables that sources read. */
export function undocumented(root: string, help: string): Finding[] {
  const page = readFileSync(join(root, PAGE), 'utf8')
  const sources = globSync('packages/{cli,server,store,artifacts}/src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  const real = new Set([...namesIn(help), ...sources.flatMap((file) => variablesIn(readFileSync(join(root, file), 'utf8')))])
  real.delete('--help')
  // Hidden flags stand in the page in running text, outside of its tables.
  const listed = new Set(page.split('\n').flatMap((line) => (line.startsWith('|') ? namesIn(line) : [])))
  const mentioned = new Set(namesIn(page))
  return [
    ...[...real].filter((name) => !mentioned.has(name)).map((name) => ({ file: PAGE, what: `says nothing about ${name}` })),
    ...[...listed].filter((name) => !real.has(name)).map((name) => ({ file: PAGE, what: `lists ${name}, which does not exist` })),
  ]
}

function namesIn(text: string): string[] {
  return text.match(/(?<![\w-])--[a-z][a-z-]+|\b(?:MLFLOW|TAILRACE)_[A-Z_]+/g) ?? []
}

function variablesIn(source: string): string[] {
  return [...source.matchAll(/(?:process\.env(?:\.|\[')|envFlag\(')((?:MLFLOW|TAILRACE)_\w+)/g)].flatMap(([, name]) =>
    name?.startsWith('TAILRACE_TEST_') ? [] : [name ?? ''],
  )
}
