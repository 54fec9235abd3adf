import { MlflowError, pythonFloat } from '@tailrace/contract'
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  buildSchema,
  defaultFieldResolver,
  execute,
  isObjectType,
  parse,
  validate,
} from 'graphql'
import { readField } from './default-value.ts'
import type { GraphqlRequest } from './graphql-messages.ts'
import { tooDeepText, tooMuchOf } from './query-guard.ts'
import { type Ask, rootFields } from './resolvers.ts'
import { SCHEMA } from './schema.ts'

/** Words of one request; refused over it, before anything else looks at them. */
const MAX_TOKENS = 2000

/** What every request answers, with status 200: errors are texts, null when there are none. */
export interface GraphqlAnswer {
  data: Record<string, unknown> | null
  errors: string[] | null
}

let schema: GraphQLSchema | undefined

/**
 * Answers a request over GraphQL. Errors are part of the answer.
 * @param onFault receives what no client may see
 */
export async function executeGraphql(request: GraphqlRequest, ask: Ask, onFault: (error: unknown) => void): Promise<GraphqlAnswer> {
  schema ??= makeSchema()
  let document: DocumentNode
  try {
    document = parse(request.query, { maxTokens: MAX_TOKENS, noLocation: true })
  } catch (error) {
    const tooDeep = tooDeepText(request.query)
    if (tooDeep) return refused(tooDeep)
    return refused(error instanceof GraphQLError ? asInReference(error.message) : 'The query cannot be read.')
  }
  const tooMuch = tooMuchOf(document)
  if (tooMuch) return refused(tooMuch)
  const mistakes = validate(schema, document)
  if (mistakes.length > 0) return { data: null, errors: mistakes.map(({ message }) => asInReference(message)) }
  const { data, errors } = await execute({
    schema,
    document,
    rootValue: rootFields(ask),
    variableValues: request.variables ?? null,
    operationName: request.operationName ?? null,
  })
  return { data: data ?? null, errors: errors?.map((error) => messageOf(error, onFault)) ?? null }
}

/** MLflow's library says the same with single quotes. */
const asInReference = (message: string): string => message.replaceAll('"', "'")

const refused = (message: string): GraphqlAnswer => ({ data: null, errors: [message] })

/** Root fields come from the request's resolvers, all others from the objects of the JSON API. */
function makeSchema(): GraphQLSchema {
  const made = buildSchema(SCHEMA)
  // A double keeps its point, as everywhere on the wire.
  const serialize = (value: unknown) => (typeof value === 'number' ? JSON.rawJSON(pythonFloat(value)) : value)
  Object.assign(made.getType('Float') as object, { serialize })
  Object.assign(made.getType('LongString') as object, { serialize: String, parseValue: String })
  for (const type of Object.values(made.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    const isRoot = type === made.getQueryType() || type === made.getMutationType()
    for (const field of Object.values(type.getFields())) field.resolve = isRoot ? defaultFieldResolver : readField
  }
  return made
}

function messageOf(error: GraphQLError, onFault: (error: unknown) => void): string {
  const { originalError } = error
  if (!originalError) return asInReference(error.message)
  if (originalError instanceof MlflowError) return error.message
  onFault(originalError)
  return 'An internal error occurred.'
}
