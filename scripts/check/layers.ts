import { dependencyOf, linksOf, packageOf, targetOf, testFiles, type Finding, type Project } from './graph.ts'
import type { Import, Module } from './modules.ts'

/** Who may import whom; what those may import is allowed too. Each package.json narrows it further. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  filter: ['contract'],
  artifacts: ['contract'],
  store: ['filter'],
  server: ['store', 'artifacts'],
  sdk: ['artifacts'],
  models: ['sdk'],
  projects: ['sdk'],
  cli: ['server', 'models', 'projects'],
  ui: ['filter'],
  testing: [],
}

/** Dependencies that only some packages may use, tests aside. */
const RESERVED: readonly (readonly [dependency: RegExp, packages: readonly string[]])[] = [
  [/^fastify$|^@fastify\//, ['server', 'models']],
  [/^(kysely|pg|node:sqlite)$/, ['store']],
  [/^@(aws-sdk|azure|google-cloud)\//, ['artifacts']],
  [/^commander$/, ['cli']],
]

/** Packages that also run in a browser. */
const WITHOUT_NODE = ['contract', 'filter', 'ui']

/** Refuses imports against the layers (types included), undeclared dependencies and cycles. */
export function layers(project: Project): Finding[] {
  const tests = testFiles(project)
  const perImport = project.modules.flatMap((module) =>
    module.imports.flatMap((by) => {
      const what = objection(project, module, by, tests.has(module.file))
      return what === undefined ? [] : [{ file: module.file, line: by.line, what }]
    }),
  )
  return [...perImport, ...cycles(project)]
}

function objection(project: Project, module: Module, by: Import, inTest: boolean): string | undefined {
  const own = packageOf(module.file)
  if (own === undefined) return undefined
  const dependency = dependencyOf(by.specifier)
  const target = targetOf(project, module.file, by.specifier)
  if (dependency === undefined) {
    if (target !== undefined && packageOf(target) !== own) return `${by.specifier} leaves the package: import it by the package's name`
    return undefined
  }
  return againstLayers(own, inTest, target) ?? reserved(own, inTest, dependency) ?? undeclared(project, own, inTest, dependency)
}

function againstLayers(own: string, inTest: boolean, target: string | undefined): string | undefined {
  const other = target === undefined ? undefined : packageOf(target)
  if (other === undefined || other === own || (other === 'testing' && inTest)) return undefined
  if (!(own in LAYERS)) return `package ${own} has no place in the layers (scripts/check/layers.ts)`
  return below(own).has(other) ? undefined : `${own} may not import ${other}`
}

function below(own: string): Set<string> {
  const found = new Set<string>()
  const add = (name: string): void => {
    for (const next of LAYERS[name] ?? []) {
      found.add(next)
      add(next)
    }
  }
  add(own)
  return found
}

function reserved(own: string, inTest: boolean, dependency: string): string | undefined {
  if (inTest || own === 'testing') return undefined
  if (dependency.startsWith('node:') && WITHOUT_NODE.includes(own)) return `${own} runs in a browser too: no ${dependency}`
  const rule = RESERVED.find(([pattern]) => pattern.test(dependency))
  return rule === undefined || rule[1].includes(own) ? undefined : `${dependency} belongs to ${rule[1].join(', ')}`
}

function undeclared(project: Project, own: string, inTest: boolean, dependency: string): string | undefined {
  if (dependency.startsWith('node:')) return undefined
  const declared = project.manifests
    .filter(({ folder }) => folder === `packages/${own}` || (folder === '.' && inTest))
    .flatMap((manifest) => [manifest.name, ...manifest.dependencies, ...(inTest ? manifest.devDependencies : [])])
  return declared.includes(dependency) ? undefined : `${dependency} is not among the dependencies of packages/${own}/package.json`
}

/** Circles of imports, each named once, by its alphabetically first file. */
function cycles(project: Project): Finding[] {
  const targets = new Map(project.modules.map((module) => [module.file, linksOf(project, module).map((link) => link.target)]))
  const found = new Map<string, Finding>()
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) {
      const circle = path.slice(at)
      const first = circle.toSorted()[0] ?? file
      const turned = [...circle.slice(circle.indexOf(first)), ...circle.slice(0, circle.indexOf(first)), first]
      found.set(turned.join(), { file: first, what: `cycle: ${turned.join(' -> ')}` })
    }
    if (at >= 0 || done.has(file)) return
    for (const target of targets.get(file) ?? []) walk(target, [...path, file])
    done.add(file)
  }
  for (const module of project.modules) walk(module.file, [])
  return [...found.values()]
}
