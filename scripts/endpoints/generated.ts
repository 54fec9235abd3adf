import { relative } from 'node:path'
import { endpoints, type Endpoint } from '@tailrace/contract'
import { type GeneratedFile, checkGeneratedFile } from '../check/generated-file.ts'
import type { Finding, Project } from '../check/graph.ts'

const HEAD = '// Made from the contract by `npm run check -- --write endpoints`. Do not edit.\n'

/** Compares the files that follow from the contract with what they should be, or writes them. */
export async function checkGenerated(root: string, project: Project, write: boolean): Promise<Finding[]> {
  const files = [storeOperations(project), sdkRoutes(), uiCalls()]
  const checked = files.map(({ file, text }) => checkGeneratedFile(root, { file, text: HEAD + text }, 'endpoints', write))
  return (await Promise.all(checked)).flat()
}

const STORE = 'packages/store/src'

/** Binds each endpoint to the function of the store that has its name. An endpoint without one is executed by the server. */
function storeOperations(project: Project): GeneratedFile {
  const modules = project.modules.filter(
    ({ file }) => file.startsWith(`${STORE}/`) && !/\.test\.ts$|\/operations\.ts$|\/index\.ts$/.test(file),
  )
  const fileOf = (name: string): string | undefined => {
    const [found, another] = modules.filter(({ exports }) => exports.some((each) => each.name === name && each.kind !== 'type'))
    if (another) throw new Error(`${name} is exported by ${found?.file} and by ${another.file}: only one can be the operation`)
    return found?.file
  }
  const bound = endpoints.flatMap(({ name }) => {
    const file = fileOf(name)
    return file === undefined ? [] : [{ name, from: `./${relative(STORE, file)}` }]
  })
  const byFile = [...Map.groupBy(bound, ({ from }) => from)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const imports = byFile.map(([from, members]) => `import { ${members.map(({ name }) => name).join(', ')} } from '${from}'`)
  return {
    file: `${STORE}/operations.ts`,
    text: `import * as contract from '@tailrace/contract'
import { internalOperations } from './internal-operations.ts'
import { type Operation, operation } from './operation.ts'
${imports.join('\n')}

/** Every operation of the store, by the name of its endpoint. */
export const operations: Readonly<Record<string, Operation>> = Object.fromEntries(
  [
    ...internalOperations,
    ${bound.map(({ name }) => `operation(contract.${name}, ${name}),`).join('\n    ')}
  ].map((bound) => [bound.endpoint.name, bound]),
)

/** The operation of a name. Names come from the contract, so an unknown one is a mistake in the code. */
export function operationOf(name: string): Operation {
  const found = operations[name]
  if (!found) throw new Error(\`the store has no operation \${name}\`)
  return found
}
`,
  }
}

/** The SDK takes only types from the contract: its schemas would make the package ten times as large. */
function sdkRoutes(): GeneratedFile {
  const routes = endpoints.map(({ name, method, path, prefixes = ['/api'] }) => `${name}: '${method} ${prefixes[0]}${path}',`)
  const once = endpoints.filter(({ idempotent }) => !idempotent).map(({ name }) => `'${name}',`)
  return {
    file: 'packages/sdk/src/route-table.ts',
    text: `import type { EndpointName } from './endpoint-name.ts'

/** Method and path of every endpoint. */
export const ROUTES: Readonly<Record<EndpointName, \`\${'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT'} /\${string}\`>> = {
  ${routes.join('\n  ')}
}

/** Endpoints that must not be repeated when the first request may have arrived. */
export const NOT_IDEMPOTENT: ReadonlySet<EndpointName> = new Set<EndpointName>([
  ${once.join('\n  ')}
])
`,
  }
}

/** Marked as pure, so that a chunk of the UI has only the calls that it makes. */
function uiCalls(): GeneratedFile {
  const call = ({ name, method, path }: Endpoint): string =>
    `export const ${name} = /* @__PURE__ */ call<typeof contract.${name}>('${method}', '${path}')`
  const reached = endpoints.filter(({ prefixes, file }) => !file && (prefixes ?? ['/ajax-api']).includes('/ajax-api'))
  return {
    file: 'packages/ui/src/api/calls.ts',
    text: `import type * as contract from '@tailrace/contract'
import { call } from './call.ts'

${reached.map(call).join('\n')}
`,
  }
}
