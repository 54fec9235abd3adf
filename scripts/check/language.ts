import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './graph.ts'

/** Words of an old dialect of this project that mean one thing only, and what to write. */
const WORDS: readonly (readonly [pattern: RegExp, better: string])[] = [
  [/\bthe original(?!\s+(?:location|version|file))\b/i, 'MLflow'],
  [/\bstock (?:`?mlflow`? )?clients?\b/i, 'the Python client'],
  [/\bdeeds?\b/i, 'action or mutation'],
  [/\btwins?\b/i, 'alias, copy or data table'],
  [/\btold\b/i, 'reported, distinguished or called'],
  [/\btakers?\b/i, 'target'],
  [/\bcolour|\bgrey\b/i, 'American spelling'],
]

/** Symbols that have other names now. */
const SYMBOLS =
  /\b(RunDeeds|TableDeeds|Deed|DEEDS|MissingCode|askAhead|askFirstSight|useBelow|useKept|useTouched|isOld|noRun|travelling|worded|Taker|Intake|ArtifactPlaces|placeOfLoggedModel|Answerer|ServerAnswer|StreamedAnswer|runOperation)\b/

const SOURCES = [
  'packages/*/src/**/*.{ts,tsx}',
  'packages/ui/*.ts',
  'packages/ui/e2e/**/*.ts',
  '{scripts,parity,trials,bench}/**/*.{ts,mjs}',
]
const PAGES = ['*.md', 'docs/**/*.md', 'packages/*/*.md', 'bench/*.md', 'parity/*.md']
/** Their words are MLflow's, recorded figures, or the words themselves. */
const EXEMPT = /replay\/requests\/|scripts\/check\/(language|unused\.test|language\.test)\.ts$|^bench\/results|^CHANGELOG\.md$|node_modules/

/** A row of the glossary, which names the words to avoid. */
const isGlossary = (file: string, content: string): boolean => /^(ARCHITECTURE|CONTRIBUTING)\.md$/.test(file) && content.startsWith('|')

/** Names words and symbols that this project gave up: see the glossary in ARCHITECTURE.md. */
export function oldWords(root: string): Finding[] {
  const files = globSync([...SOURCES, ...PAGES], { cwd: root }).filter((file) => !EXEMPT.test(file))
  return files.toSorted().flatMap((file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n')
    const text = lines.map((content) => (isGlossary(file, content) ? '' : content)).join('\n')
    return oldWordsIn(text).map(({ line, what }) => ({ file, line, what }))
  })
}

/** The old words of a text, with their lines. */
export function oldWordsIn(text: string): { line: number; what: string }[] {
  return text.split('\n').flatMap((content, index) => {
    const found = WORDS.flatMap(([pattern, better]) => {
      const [word] = pattern.exec(content) ?? []
      return word === undefined ? [] : [{ line: index + 1, what: `"${word}": write ${better}` }]
    })
    const [symbol] = SYMBOLS.exec(content.replace(/\/\/.*|^\s*\*.*/, '')) ?? []
    return symbol === undefined ? found : [...found, { line: index + 1, what: `${symbol} has another name now` }]
  })
}
