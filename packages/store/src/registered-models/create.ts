import { IS_PROMPT, MlflowError, type RegisteredModel, type RequestOf, type createRegisteredModel as Create } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { checkModelName, checkTags, isPrompt, saysPrompt } from './names.ts'
import { readRegisteredModels } from './read.ts'
import { writeTags } from './tags.ts'

const NAMESAKES = 'MLflow does not allow creating a model and a prompt with the same name.'

/**
 * Creates a registered model or, by its tag, a prompt. Of many creations of one name at a time one wins.
 * @throws MlflowError RESOURCE_ALREADY_EXISTS: a model or a prompt has the name
 */
export async function createRegisteredModel(db: Db, request: RequestOf<typeof Create>): Promise<{ registered_model: RegisteredModel }> {
  const { name, description = '' } = request
  checkModelName(name)
  const tags = checkTags(request.tags)
  const now = Date.now()
  const row = await db.get(
    `insert into registered_models (workspace, name, creation_time, last_updated_time, description) values ('default', ?, ?, ?, ?)
     on conflict do nothing returning name`,
    [name, now, now, description],
  )
  if (!row) throw await nameTaken(db, name, isPrompt(tags))
  await writeTags(db, name, tags)
  const [registered_model] = await readRegisteredModels(db, [name])
  if (!registered_model) throw new Error(`the registered model ${name} is gone within the transaction that made it`)
  return { registered_model }
}

/** The error of a name that is taken, by what has it and what would have it. */
async function nameTaken(db: Db, name: string, prompt: boolean): Promise<MlflowError> {
  const tag = await db.get<{ value: string | null }>(
    "select value from registered_model_tags where workspace = 'default' and key = ? and name = ?",
    [IS_PROMPT, name],
  )
  const takenByPrompt = saysPrompt(tag?.value)
  const message =
    prompt === takenByPrompt
      ? `${prompt ? 'Prompt' : 'Registered Model'} (name=${name}) already exists.`
      : `Tried to create a ${prompt ? 'prompt' : 'registered model'} with name '${name}', but the name is already taken by a ${
          prompt ? 'registered model' : 'prompt'
        }. ${NAMESAKES}`
  return new MlflowError('RESOURCE_ALREADY_EXISTS', message)
}
