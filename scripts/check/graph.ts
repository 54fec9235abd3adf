import { posix } from 'node:path'
import type { Import, Module } from './modules.ts'

/** The part of a package.json that the checks read. */
export interface Manifest {
  readonly name: string
  /** Folder below the root, with `/`; '.' is the root itself. */
  readonly folder: string
  readonly dependencies: readonly string[]
  readonly devDependencies: readonly string[]
  /** Packages that its style sheets name. */
  readonly ofStyles: readonly string[]
  /** Module behind `exports["."]`, below the root. */
  readonly index?: string
  /** The text of its scripts, exports and bin: files named there are entries. */
  readonly text: string
}

/** All modules and packages of the project. */
export interface Project {
  readonly modules: readonly Module[]
  readonly manifests: readonly Manifest[]
}

/** Something wrong at a place. */
export interface Finding {
  readonly file: string
  readonly line?: number
  readonly what: string
}

/** `contract` of packages/contract/src/x.ts; undefined outside of packages/. */
export function packageOf(file: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(file)?.[1]
}

/** Name of the dependency behind a specifier: `@scope/a/b` is `@scope/a`, `node:fs` stays; relative ones are undefined. */
export function dependencyOf(specifier: string): string | undefined {
  if (specifier.startsWith('.')) return undefined
  if (specifier.startsWith('node:')) return specifier
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** File that an import leads to, for imports that stay in the project. */
export function targetOf(project: Project, from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier)
  return project.manifests.find((manifest) => manifest.name === specifier)?.index
}

/** What a package.json or a script names, settings of tools, and tests: the files where programs begin. */
export function isEntry(project: Project, file: string): boolean {
  if (/\.(test|config)\.tsx?$/.test(file) || project.manifests.some((manifest) => manifest.index === file)) return true
  return project.manifests.some(({ folder, text }) => text.includes(folder === '.' ? file : file.replace(`${folder}/`, './')))
}

/** All files that some files lead to, themselves included. */
export function reach(project: Project, from: readonly string[]): Set<string> {
  const byFile = new Map(project.modules.map((module) => [module.file, module]))
  const reached = new Set<string>()
  const add = (file: string): void => {
    const module = byFile.get(file)
    if (!module || reached.has(file)) return
    reached.add(file)
    for (const { target } of linksOf(project, module)) add(target)
  }
  from.forEach(add)
  return reached
}

/** The tests, and what only tests lead to: fixtures, databases, servers. */
export function testFiles(project: Project): Set<string> {
  const entries = project.modules.map(({ file }) => file).filter((file) => isEntry(project, file))
  const tests = entries.filter((file) => /\.(test|config)\.tsx?$|^packages\/testing\/|\/e2e\//.test(file))
  const product = reach(
    project,
    entries.filter((file) => !tests.includes(file)),
  )
  return new Set([...reach(project, tests)].filter((file) => tests.includes(file) || !product.has(file)))
}

/** The imports of a module that lead to another module of the project. */
export function linksOf(project: Project, module: Module): { readonly target: string; readonly by: Import }[] {
  return module.imports.flatMap((by) => {
    const target = targetOf(project, module.file, by.specifier)
    return target === undefined ? [] : [{ target, by }]
  })
}
