import type { JsonSchema, OpenApiDocument, OpenApiOperation, OpenApiParameter } from '@tailrace/contract'
import { type Html, html } from './html.ts'

interface Entry {
  readonly method: string
  readonly path: string
  readonly operation: OpenApiOperation
}

const NOTHING = html``

/** The API as a page that works without scripts: every operation with fields, limits, errors and a call to copy. */
export function docsPage(document: OpenApiDocument): string {
  const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Entry => ({
      method: method.toUpperCase(),
      path: prefixed(document, path, operation),
      operation,
    })),
  )
  const groups = document.tags.map((tag) => ({ tag, members: entries.filter(({ operation }) => operation.tags.includes(tag.name)) }))
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Tailrace API</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="static-files/pages.css" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="bar"><span class="name">Tailrace</span><a href="./">Experiments</a><a href="openapi.json">OpenAPI 3.1</a></header>
        <main id="content">
          <h1>API</h1>
          ${document.info.description.split('\n\n').map((paragraph) => html`<p>${marked(paragraph)}</p>`)}
          <p>
            Access says which right on which resource a call will need. <strong>Rights are not enforced yet</strong>: whoever reaches the
            server may call everything.
          </p>
          ${groups.map(
            ({ tag, members }) =>
              html`<h2 id="${tag.name}">${tag.description}</h2>
                <ul class="index">
                  ${members.map(({ operation }) => html`<li><a href="#${operation.operationId}">${operation.operationId}</a></li>`)}
                </ul>
                ${members.map(operationSection)}`,
          )}
          <h2 id="schemas">Objects</h2>
          ${Object.entries(document.components.schemas).map(
            ([name, schema]) =>
              html`<section class="endpoint">
                <h3 id="schema-${name}">${name}</h3>
                ${fieldTable('Fields', schema)}
              </section>`,
          )}
        </main>
      </body>
    </html> `.text
}

function prefixed({ servers }: OpenApiDocument, path: string, { servers: own }: OpenApiOperation): string {
  const [server] = own ?? servers
  return (server?.url === '/' ? '' : (server?.url ?? '')) + path
}

function operationSection({ method, path, operation }: Entry): Html {
  const { operationId, summary, parameters = [], requestBody, responses } = operation
  const body = requestBody?.content['application/json']?.schema
  const answer = responses['200']?.content?.['application/json']?.schema
  return html`<section class="endpoint">
    <h3 id="${operationId}"><a href="#${operationId}">${operationId}</a></h3>
    <p><span class="method">${method}</span><code class="path">${path}</code></p>
    <p>${summary} <span class="quiet">Access: ${operation['x-access'].join('; ').replaceAll('_', ' ')}.</span></p>
    ${parameters.length > 0 ? parameterTable(parameters) : NOTHING} ${body ? fieldTable('Body', body) : NOTHING}
    ${answer?.properties && Object.keys(answer.properties).length > 0 ? fieldTable('Answer', answer) : NOTHING}
    <p class="quiet">Errors: ${errorsOf(responses)}</p>
    <pre><code>${curl(method, path, parameters, body, requestBody !== undefined)}</code></pre>
  </section>`
}

function errorsOf(responses: OpenApiOperation['responses']): string {
  const declared = Object.entries(responses).filter(([status]) => status !== '200' && status !== 'default')
  return declared.map(([status, { description }]) => `${status} ${description}`).join('; ') || 'none of its own.'
}

function parameterTable(parameters: readonly OpenApiParameter[]): Html {
  return table(
    'Parameters',
    parameters.map(({ name, in: where, required = false, description = '', schema }) => ({
      name,
      required,
      type: html`${typeOf(schema)} <span class="quiet">(${where})</span>`,
      about: [description, limitsOf(schema)].filter(Boolean).join('; '),
    })),
  )
}

function fieldTable(caption: string, { properties = {}, required = [] }: JsonSchema): Html {
  return table(
    caption,
    Object.entries(properties).map(([name, schema]) => ({
      name,
      required: required.includes(name),
      type: typeOf(schema),
      about: limitsOf(schema),
    })),
  )
}

interface Row {
  readonly name: string
  readonly required: boolean
  readonly type: Html
  readonly about: string
}

function table(caption: string, rows: readonly Row[]): Html {
  return html`<div class="wide">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Type</th>
          <th scope="col">Limits</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, required, type, about }) =>
            html`<tr>
              <th scope="row"><code>${name}</code>${required ? html` <span class="quiet">required</span>` : NOTHING}</th>
              <td>${type}</td>
              <td>${about}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function typeOf(schema: JsonSchema): Html {
  if (schema.$ref) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)
    return html`<a href="#schema-${name}">${name}</a>`
  }
  if (schema.items) return html`list of ${typeOf(schema.items)}`
  if (schema.additionalProperties) return html`map of ${typeOf(schema.additionalProperties)}`
  if (schema.properties)
    return html`object:
    ${Object.entries(schema.properties).map(([name, field]) => html`<br /><code>${name}</code> ${typeOf(field)} <span class="quiet">${limitsOf(field)}</span>`)}`
  return html`${schema.format ?? [schema.type ?? 'any'].flat().join(' or ')}`
}

function limitsOf(schema: JsonSchema): string {
  const { description, enum: values, minLength, maxLength, maxItems, pattern } = schema
  return [
    description,
    values && `one of ${values.join(', ')}`,
    minLength === 1 && 'not empty',
    maxLength !== undefined && `at most ${maxLength} characters`,
    schema['x-cut-at'] !== undefined && `shortened to ${String(schema['x-cut-at'])} characters`,
    maxItems !== undefined && `at most ${maxItems} items`,
    pattern && `matches ${pattern}`,
  ]
    .filter(Boolean)
    .join('; ')
}

function curl(
  method: string,
  path: string,
  parameters: readonly OpenApiParameter[],
  body: JsonSchema | undefined,
  hasBody: boolean,
): string {
  const query = parameters.filter(({ in: where, required }) => where === 'query' && required).map(({ name }) => `${name}=...`)
  const address = `http://localhost:5000${path.replace(/\{(\w+)\}/g, '<$1>')}${query.length > 0 ? `?${query.join('&')}` : ''}`
  const call = `curl ${method === 'GET' ? '' : `-X ${method} `}'${address}'`
  if (body) return `${call} -H 'Content-Type: application/json' -d '${JSON.stringify(example(body))}'`
  return hasBody ? `${call} --data-binary @file -H 'Content-Type: application/octet-stream'` : call
}

/** The required fields with a value of their type; the first field of a body that requires none. */
function example({ properties = {}, required = [] }: JsonSchema): Record<string, unknown> {
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1)
  return Object.fromEntries(names.map((name) => [name, sample(properties[name] ?? {})]))
}

function sample({ type, enum: values, items, properties }: JsonSchema): unknown {
  if (values) return values[0]
  if (items) return [properties || items.$ref ? {} : sample(items)]
  if (properties) return example({ properties })
  const [first] = [type].flat()
  return { integer: 1, number: 0.5, boolean: true, object: {} }[first ?? ''] ?? '...'
}

/** Text between backquotes is code. */
function marked(text: string): readonly Html[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}
