import { readFileSync, statSync } from 'node:fs'
import { type PostgresTarget, isSocket } from './target.ts'

/** Fields of a line: `\` before `:` and `\` makes them characters. */
const FIELD = /((?:\\.|[^:\\])*)(?::|$)/gy

/** Finds the password of a database in the password file, as libpq does; undefined when no line fits or the file is not private. */
export function passwordFromFile({ host, port, database, user, passfile }: PostgresTarget): string | undefined {
  // libpq refuses a file that others may read, and it must be a plain file.
  const stats = statSync(passfile, { throwIfNoEntry: false })
  if (!stats?.isFile() || (stats.mode & 0o077) !== 0) return undefined
  const wanted = [isSocket(host) ? 'localhost' : host, String(port), database, user]
  for (const line of readFileSync(passfile, 'utf8').split(/\r?\n/)) {
    if (line === '' || line.startsWith('#')) continue
    const fields = [...line.matchAll(FIELD)].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'))
    if (fields.length >= 5 && wanted.every((text, index) => fields[index] === '*' || fields[index] === text)) return fields[4]
  }
  return undefined
}
