import { dependencyOf, isEntry, linksOf, reach, targetOf, testFiles, type Finding, type Manifest, type Project } from './graph.ts'
import type { Export, Module } from './modules.ts'

/** Packages whose index is a public interface: what it exports need not be used here. */
const PUBLIC = ['@tailrace/contract', '@tailrace/sdk']

/** Made from the contract: has a call for each endpoint, used or not. */
const GENERATED = ['packages/ui/src/api/calls.ts']

/** Names files that nothing reaches, exports that nothing imports, dependencies that nothing uses. */
export function unused(project: Project): Finding[] {
  return [...unusedFiles(project), ...unusedExports(project), ...unusedDependencies(project)]
}

function unusedFiles(project: Project): Finding[] {
  const files = project.modules.map(({ file }) => file)
  const reached = reach(
    project,
    files.filter((file) => isEntry(project, file)),
  )
  return files.filter((file) => !reached.has(file)).map((file) => ({ file, what: 'no program, test or package reaches this file' }))
}

function unusedExports(project: Project): Finding[] {
  const used = usedExports(project)
  return project.modules
    .filter((module) => !isEntry(project, module.file) && !GENERATED.includes(module.file))
    .flatMap((module) =>
      module.exports
        .filter((item) => item.name !== '*' && !used.has(`${module.file}#${item.name}`) && !speaksOf(module, item))
        .map(({ name, line }) => ({ file: module.file, line, what: `nothing imports ${name}` })),
    )
}

/** A type that stands in the signature of something else of its module may be exported for whoever wants to name it. */
function speaksOf(module: Module, { kind, name }: Export): boolean {
  return kind === 'type' && (module.identifiers.get(name) ?? 0) > 1
}

/** Every `file#name` that is imported somewhere, followed through re-exports to where it is declared. */
function usedExports(project: Project): Set<string> {
  const byFile = new Map(project.modules.map((module) => [module.file, module]))
  const used = new Set<string>()
  const use = (file: string | undefined, name: string): void => {
    const module = file === undefined ? undefined : byFile.get(file)
    const key = `${file}#${name}`
    if (!module || used.has(key)) return
    used.add(key)
    for (const item of module.exports) {
      const meant = name === '*' || item.name === name || item.name === '*'
      if (!meant) continue
      if (name === '*' && item.name !== '*') used.add(`${module.file}#${item.name}`)
      if (item.from) use(targetOf(project, module.file, item.from.specifier), item.name === '*' ? name : item.from.name)
    }
  }
  for (const module of project.modules)
    for (const { target, by } of linksOf(project, module)) for (const name of by.names) use(target, name)
  for (const manifest of project.manifests) if (PUBLIC.includes(manifest.name)) use(manifest.index, '*')
  return used
}

function unusedDependencies(project: Project): Finding[] {
  const tests = testFiles(project)
  return project.manifests.flatMap((manifest) => {
    const inside = project.modules.filter((module) => manifest.folder === '.' || module.file.startsWith(`${manifest.folder}/`))
    const named = (modules: readonly Module[]): Set<string | undefined> =>
      new Set(modules.flatMap((module) => module.imports.map((by) => dependencyOf(by.specifier))))
    const shipped = named(inside.filter(({ file }) => !tests.has(file) || manifest.folder === 'packages/testing'))
    const all = named(inside)
    const isIdle = (dependency: string, used: Set<string | undefined>): boolean => !used.has(dependency) && !isNamed(manifest, dependency)
    return [
      ...manifest.dependencies.filter((dependency) => isIdle(dependency, shipped)).map((dependency) => idle(manifest, dependency)),
      ...manifest.devDependencies.filter((dependency) => isIdle(dependency, all)).map((dependency) => idle(manifest, dependency)),
    ]
  })
}

/** Types come with what they describe; tools are called by name from scripts. */
function isNamed(manifest: Manifest, dependency: string): boolean {
  if (manifest.ofStyles.includes(dependency)) return true
  return dependency.startsWith('@types/') || (manifest.folder === '.' && new RegExp(`['" /]${dependency}['" ]`).test(manifest.text))
}

function idle(manifest: Manifest, dependency: string): Finding {
  return { file: `${manifest.folder}/package.json`.replace(/^\.\//, ''), what: `nothing uses the dependency ${dependency}` }
}
