import { type DocumentNode, type FieldNode, Kind, visit } from 'graphql'

/** Root fields and aliases of one request; refused over it, since each may cost a search. */
const MAX_ROOT_FIELDS = 10
const MAX_ALIASES = 10
/** Levels of fields, and fields of one request; refused over it, as MLflow does. */
const MAX_DEPTH = 10
const MAX_FIELDS = 1000

const TOO_DEEP = `Query exceeds maximum depth of ${MAX_DEPTH}`

/** Returns why a document asks for too much, its depth first; undefined when it does not. */
export function tooMuchOf(document: DocumentNode): string | undefined {
  const count = { aliases: 0, fields: 0, rootFields: 0 }
  let depth = 0
  let deepest = 0
  visit(document, {
    Field: {
      enter: (field: FieldNode) => {
        deepest = Math.max(deepest, ++depth)
        count.fields++
        if (field.alias) count.aliases++
      },
      leave: () => {
        depth--
      },
    },
    OperationDefinition: ({ selectionSet }) => {
      count.rootFields += selectionSet.selections.filter(({ kind }) => kind === Kind.FIELD).length
    },
  })
  if (deepest > MAX_DEPTH) return TOO_DEEP
  if (count.rootFields > MAX_ROOT_FIELDS)
    return `GraphQL queries should have at most ${MAX_ROOT_FIELDS} root fields, got ${count.rootFields} root fields.`
  if (count.aliases > MAX_ALIASES) return `GraphQL queries should have at most ${MAX_ALIASES} aliases, got ${count.aliases} aliases.`
  if (count.fields > MAX_FIELDS) return `Query exceeds maximum total selections of ${MAX_FIELDS}`
  return undefined
}

/** Braces of selections, without those in arguments, texts and comments. */
const TOKENS = /"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|[{}()]/g

/** Returns the refusal of a query that cannot be parsed, when it is nested so deep that this is what is wrong with it. */
export function tooDeepText(query: string): string | undefined {
  let depth = 0
  let deepest = 0
  let parentheses = 0
  for (const [token] of query.matchAll(TOKENS)) {
    if (token === '(') parentheses++
    else if (token === ')') parentheses--
    else if (parentheses > 0) continue
    else if (token === '{') deepest = Math.max(deepest, ++depth)
    else if (token === '}') depth--
  }
  return deepest > MAX_DEPTH ? TOO_DEEP : undefined
}
