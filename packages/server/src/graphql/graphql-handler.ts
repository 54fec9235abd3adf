import { LIMITS, invalid, missing, parseJson } from '@tailrace/contract'
import type { FastifyRequest } from 'fastify'
import { contentTypeProblem, readBody } from '../body.ts'
import type { ServerConfig } from '../config.ts'
import type { Handlers } from '../handlers.ts'
import { queryOf } from '../route.ts'
import type { GraphqlRequest } from './execute.ts'
import type { Ask } from './resolvers.ts'

/** Answers the UI's queries over GraphQL. The library is loaded with the first of them. */
export function graphqlHandlers(ask: Ask, { max_body_bytes, body_timeout }: ServerConfig): Pick<Handlers, 'graphql' | 'graphqlByQuery'> {
  const bodyBytes = Math.min(LIMITS.smallBody, max_body_bytes)
  const answer = async (request: FastifyRequest, asked: GraphqlRequest): Promise<object> => {
    const { executeGraphql } = await import('./execute.ts')
    return executeGraphql(asked, ask, (error) => request.log.error({ err: error }, 'unexpected error'))
  }
  return {
    graphql: async (request, reply) => {
      const problem = contentTypeProblem(request.headers['content-type'])
      if (problem) throw invalid(problem)
      return reply.send(await answer(request, asRequest(parseJson(await readBody(request.raw, bodyBytes, body_timeout)))))
    },
    graphqlByQuery: async (request, reply) => {
      const query = queryOf(request)
      const variables = query.get('variables')
      const asked = {
        query: query.get('query'),
        variables: variables ? parseJson(new TextEncoder().encode(variables)) : undefined,
        operationName: query.get('operationName'),
      }
      return reply.send(await answer(request, asRequest(asked)))
    },
  }
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
function asRequest(body: unknown): GraphqlRequest {
  const { query, variables, operationName } = (body ?? {}) as Record<string, unknown>
  if (typeof query !== 'string' || query === '') throw missing('query')
  if (variables !== undefined && variables !== null && (typeof variables !== 'object' || Array.isArray(variables))) {
    throw invalid("The parameter 'variables' must be a JSON object.")
  }
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw invalid("The parameter 'operationName' must be a text.")
  }
  return { query, variables: (variables ?? undefined) as GraphqlRequest['variables'], operationName: operationName ?? undefined }
}
