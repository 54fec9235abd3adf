import { type MlflowError, invalid } from './errors.ts'
import { shownJson } from './python-text.ts'

/** Characters of metric, param and tag keys: word characters of any script, and `/ . - : space`. */
const KEY = /^[\p{L}\p{N}_/.\- :]*$/u
const KEY_RULE = 'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).'

/** Collapses a POSIX path as Python's normpath does; the empty path is `.`, two leading slashes stay. */
export function normalizePath(path: string): string {
  const root = path.startsWith('//') && !path.startsWith('///') ? '//' : path.startsWith('/') ? '/' : ''
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..' && (kept.length > 0 ? kept.at(-1) !== '..' : root !== '')) kept.pop()
    else kept.push(segment)
  }
  return root + kept.join('/') || '.'
}

/** Why a key may not stand for a file, as MLflow words it; undefined when it may. */
export function pathNameProblem(name: string): string | undefined {
  const normal = normalizePath(name)
  if (normal === name && name !== '.' && !name.startsWith('..') && !name.startsWith('/')) return undefined
  return `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to ${pythonQuote(normal)}`
}

const pythonQuote = (value: string): string => (value.includes("'") ? `"${value}"` : `'${value}'`)

/** Refuses a key of a metric, param or tag that holds other characters or reads as another path. */
export function checkEntityKey(key: string, path: string): void {
  if (!KEY.test(key)) throw invalidValue(key, path, KEY_RULE)
  const problem = pathNameProblem(key)
  if (problem !== undefined) throw invalidValue(key, path, problem)
}

/** MLflow's refusal of one value: `Invalid value <json> for parameter '<path>' supplied: <why>`. */
export function invalidValue(value: unknown, path: string, why: string): MlflowError {
  return invalid(`Invalid value ${shownJson(value)} for parameter '${path}' supplied: ${why}`)
}

/** Length in code points, without making an array of a long text. */
export function codePoints(value: string): number {
  let count = value.length
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index)
    if (unit >= 0xd800 && unit < 0xdc00 && index + 1 < value.length && (value.charCodeAt(index + 1) & 0xfc00) === 0xdc00) count--
  }
  return count
}

/** The first `length` code points of a text. */
export function cutText(value: string, length: number): string {
  if (value.length <= length || codePoints(value) <= length) return value
  let units = 0
  for (let point = 0; point < length; point++) units += (value.codePointAt(units) ?? 0) > 0xffff ? 2 : 1
  return value.slice(0, units)
}
