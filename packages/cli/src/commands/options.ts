import { MlflowError } from '@tailrace/contract'
import { InvalidArgumentError, Option } from 'commander'
import { parseList } from '../settings.ts'

/** An option that an environment variable supplies too; a variable that is empty counts as none. */
export function envOption(flags: string, description: string, env: string): Option {
  const option = new Option(flags, description)
  return process.env[env] ? option.env(env) : new Option(flags, `${description} (env: ${env})`)
}

/** `--json`, on everything that prints data. */
export const jsonOption = (): Option => new Option('--json', 'print JSON')

/** Reads a whole number that is not negative. */
export function wholeNumber(text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text)
  throw new InvalidArgumentError('Must be a whole number.')
}

/** Reads a number above 0. */
export function positive(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number) && number > 0) return number
  throw new InvalidArgumentError('Say a number above 0.')
}

/** Gathers the values of an option that may stand several times. */
export const gather = (value: string, before: readonly string[] = []): string[] => [...before, value]

/** Gathers `key=value` options that may stand several times; the last value of a key counts. */
export function gatherPair(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError(`'${text}' is not of the form key=value.`)
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

const VIEWS = { active_only: 'ACTIVE_ONLY', deleted_only: 'DELETED_ONLY', all: 'ALL' } as const
export type View = (typeof VIEWS)[keyof typeof VIEWS]

/** `--view` of MLflow. It takes small letters only, and is checked when the command runs: a wrong one ends with 1, not with 2. */
export const viewOption = (): Option =>
  new Option('-v, --view <view>', 'which of them: active_only, deleted_only or all').default('active_only')

/** @throws MlflowError for a view that is none */
export function viewOf(text: string): View {
  const view = Object.entries(VIEWS).find(([name]) => name === text)?.[1]
  if (view !== undefined) return view
  throw new MlflowError('INVALID_PARAMETER_VALUE', `Unknown view '${text}'. Use one of ${Object.keys(VIEWS).join(', ')}.`)
}

/** Local folders besides those of a server that locations may name. */
export const localRootsOption = (): Option =>
  new Option('--local-artifact-roots <folders>', 'more local folders that artifacts may be in, as for `server`, comma separated')
    .env('TAILRACE_LOCAL_ARTIFACT_ROOTS')
    .default([])
    .argParser(parseList)
