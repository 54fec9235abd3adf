import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { endpoints, type Endpoint } from '@tailrace/contract'
import { operations } from '@tailrace/store'
import { checkGeneratedFile } from '../check/generated-file.ts'
import { linksOf, type Finding, type Project } from '../check/graph.ts'

/** Where one endpoint is declared and answered. */
interface Place {
  readonly endpoint: Endpoint
  readonly declared: string
  readonly answered: string | undefined
}

const PAGE = 'docs/endpoints.md'
const OPERATIONS = 'packages/store/src/operations.ts'

const HEAD = `# Endpoints

Where each endpoint is declared (fields, limits, errors) and where it is answered. Paths stand below \`/api\` and \`/ajax-api\`, unless a prefix
is shown. Made by \`npm run check -- --write endpoints\`; \`npm run check\` fails when it is out of date.

`

/** Compares docs/endpoints.md with what the code says, or writes it. An endpoint that nothing answers is a finding of its own. */
export async function checkEndpointMap(root: string, project: Project, write: boolean): Promise<Finding[]> {
  const places = await readPlaces(root, project)
  const unanswered = places.filter(({ answered }) => answered === undefined)
  const findings = unanswered.map(({ endpoint, declared }) => ({
    file: declared,
    what: `nothing answers ${endpoint.method} ${endpoint.path}`,
  }))
  return [...findings, ...(await checkGeneratedFile(root, { file: PAGE, text: endpointMap(places) }, 'endpoints', write))]
}

function endpointMap(places: readonly Place[]): string {
  const groups = Map.groupBy(places, ({ declared }) => declared)
  const sections = [...groups].map(([file, members]) => `## ${titleOf(file)}\n\n${table(members)}\n`)
  return HEAD + sections.join('\n')
}

/** Finds the modules by identity: the endpoint object among the exports of the contract, the function among what operations.ts imports. */
async function readPlaces(root: string, project: Project): Promise<Place[]> {
  const contract = await exportsOf(
    root,
    project.modules
      .map(({ file }) => file)
      .filter((file) => /^packages\/contract\/src\/(?!index)[\w-]+\.ts$/.test(file) && !file.endsWith('.test.ts')),
  )
  const bound = project.modules.find(({ file }) => file === OPERATIONS)
  const store = await exportsOf(
    root,
    bound ? linksOf(project, bound).flatMap(({ target }) => (target.startsWith('packages/store/') ? [target] : [])) : [],
  )
  return endpoints.map((endpoint) => {
    const declared = contract.get(endpoint)
    if (!declared) throw new Error(`no module of the contract exports ${endpoint.name}`)
    const run = operations[endpoint.name]?.run
    return { endpoint, declared: declared.file, answered: (run && store.get(run)?.file) ?? inServer(project, declared.name) }
  })
}

interface Origin {
  readonly file: string
  readonly name: string
}

async function exportsOf(root: string, files: readonly string[]): Promise<Map<unknown, Origin>> {
  const found = new Map<unknown, Origin>()
  for (const file of files) {
    const module = (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>
    for (const [name, value] of Object.entries(module)) if (value !== null && !found.has(value)) found.set(value, { file, name })
  }
  return found
}

/** Endpoints that need no database are answered by a module of the server, which names them. */
function inServer(project: Project, name: string): string | undefined {
  return project.modules.find(({ file, identifiers }) => /^packages\/server\/src\/.*(?<!\.test)\.ts$/.test(file) && identifiers.has(name))
    ?.file
}

function table(places: readonly Place[]): string {
  const rows = places.map(({ endpoint, declared, answered }) => {
    const prefix = endpoint.prefixes?.length === 1 ? endpoint.prefixes[0] : ''
    return `| ${endpoint.method} \`${prefix}${endpoint.path}\` | ${link(declared)} | ${answered === undefined ? 'not yet' : link(answered)} |`
  })
  return ['| Endpoint | Declared | Answered |', '|---|---|---|', ...rows].join('\n')
}

function link(file: string): string {
  return `[${file.replace(/^packages\/(\w+)\/src\//, '$1/')}](../${file})`
}

function titleOf(file: string): string {
  const words = file.replace(/^.*\/|\.ts$/g, '').replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
