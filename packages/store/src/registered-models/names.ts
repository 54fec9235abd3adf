import { IS_PROMPT, LIMITS, MlflowError, checkEntityKey, codePoints, invalid, invalidValue, pathNameProblem } from '@tailrace/contract'
import type { Db } from '../database.ts'

/** A tag as it arrives: what is absent is empty. */
export interface NewTag {
  key?: string
  value?: string
}

/** Checks the name of a new registered model or prompt; `field` is what a refusal calls it. @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkModelName(name: string, field = 'name'): void {
  if (name.trim() === '') throw invalid(`Missing value for required parameter '${field}'.`)
  if (/[/:]/.test(name)) throw invalid(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`)
  const problem = pathNameProblem(name)
  if (problem !== undefined) throw invalidValue(name, field, problem)
}

/**
 * Checks the name of a registered model that is read, changed, renamed or deleted. A model that has a name from before the rule keeps it: only names that no model has
 * are held to the rule.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export async function checkKnownName(db: Db, name: string): Promise<void> {
  try {
    checkModelName(name)
  } catch (error) {
    const row = await db.get("select 1 as found from registered_models where workspace = 'default' and name = ?", [name])
    if (!row) throw error
  }
}

/** The error of a name that no registered model has. */
export const noRegisteredModel = (name: string): MlflowError =>
  new MlflowError('RESOURCE_DOES_NOT_EXIST', `Registered Model with name=${name} not found`)

/**
 * Checks the tags of a new registered model or version; of a key that comes twice the last value counts.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkTags(tags: readonly NewTag[] = []): Map<string, string> {
  const last = new Map<string, string>()
  for (const { key = '', value = '' } of tags) {
    checkEntityKey(key, 'key')
    checkLength('key', key, LIMITS.key)
    checkLength('value', value, LIMITS.registryTagValue)
    last.set(key, value)
  }
  return last
}

function checkLength(what: string, text: string, limit: number): void {
  if (codePoints(text) > limit) throw invalid(`'${what}' exceeds the maximum length of ${limit} characters`)
}

/** Whether tags make a registered model or version a prompt. */
export const isPrompt = (tags: ReadonlyMap<string, string>): boolean => saysPrompt(tags.get(IS_PROMPT))
/** Whether a value of the tag mlflow.prompt.is_prompt says so. */
export const saysPrompt = (value: string | null | undefined): boolean => value?.toLowerCase() === 'true'
