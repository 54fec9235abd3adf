import { IS_PROMPT } from '@tailrace/contract'
import { type Expression, conjunction, takeTagClauses } from '@tailrace/filter'
import type { Db } from '../database.ts'
import { saysPrompt } from './names.ts'

/** What a search of the registry looks for, once its clauses about prompts are read. */
export interface RegistrySearch {
  readonly filter: Expression | undefined
  /** Models and versions of models only; else what the filter says. */
  readonly hidePrompts: boolean
}

/**
 * Reads the clauses about the tag mlflow.prompt.is_prompt as MLflow does: prompts are hidden, unless the first of these clauses
 * asks for them (`= 'true'`, `!= 'false'`). Then all of them count as they stand, else none does: who asks for what is no prompt gets what
 * lacks the tag too. Below OR, NOT or parentheses such a clause is like any other.
 */
export function readPromptClauses(filter: Expression | undefined): RegistrySearch {
  const { clauses, rest } = takeTagClauses(filter, IS_PROMPT)
  const [first] = clauses
  const asked =
    first !== undefined &&
    ((first.comparator === '=' && saysPrompt(first.value)) || (first.comparator === '!=' && first.value.toLowerCase() === 'false'))
  return asked ? { filter: conjunction([...clauses, ...(rest ? [rest] : [])]), hidePrompts: false } : { filter: rest, hidePrompts: true }
}

/** Whether there is any prompt. Without one no search needs to look for prompts behind each of its rows. */
export async function hasPrompts(db: Db, table: 'registered_model_tags' | 'model_version_tags'): Promise<boolean> {
  const row = await db.get(`select 1 as one from ${table} where workspace = 'default' and key = ? and value = 'true' limit 1`, [IS_PROMPT])
  return row !== undefined
}
