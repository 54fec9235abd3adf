import { LIMITS, invalid, missing, parseJson } from '@tailrace/contract'
import { contentTypeProblem, readBody } from '../body.ts'
import { callerOf } from '../caller-store.ts'
import type { ServerConfig } from '../config.ts'
import type { Handlers } from '../handlers.ts'
import { queryOf } from '../route.ts'
import type { GraphqlClient } from './graphql-client.ts'
import type { GraphqlRequest } from './graphql-messages.ts'

/** Answers queries over GraphQL. */
export function graphqlHandlers(
  client: GraphqlClient,
  { max_body_bytes, body_timeout }: ServerConfig,
): Pick<Handlers, 'graphql' | 'graphqlByQuery'> {
  const bodyBytes = Math.min(LIMITS.smallBody, max_body_bytes)
  return {
    graphql: async (request, reply) => {
      const problem = contentTypeProblem(request.headers['content-type'])
      if (problem) throw invalid(problem)
      const body = await readBody(request.raw, bodyBytes, body_timeout)
      return reply.type('application/json').send(await client.answer(callerOf(request), body))
    },
    graphqlByQuery: async (request, reply) => {
      const query = queryOf(request)
      const variables = query.get('variables')
      const text = query.get('query')
      if (!text) throw missing('query')
      const asked: GraphqlRequest = {
        query: text,
        variables: variables ? (parseJson(new TextEncoder().encode(variables)) as GraphqlRequest['variables']) : undefined,
        operationName: query.get('operationName') ?? undefined,
      }
      return reply.type('application/json').send(await client.answer(callerOf(request), asked))
    },
  }
}
