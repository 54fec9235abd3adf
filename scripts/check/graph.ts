import { posix } from 'node:path'
import type { Import, Module } from './modules.ts'

/** The part of a package.json that the checks read. */
export interface Manifest {
  readonly name: string
  /** Folder below the root, with `/`; '.' is the root itself. */
  readonly folder: string
  readonly dependencies: readonly string[]
  readonly devDependencies: readonly string[]
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

/** Whether a file is a test or only serves tests. */
export function isTest(file: string): boolean {
  return /\.test\.tsx?$|^packages\/testing\/|\/e2e\//.test(file)
}

/** The imports of a module that lead to another module of the project. */
export function linksOf(project: Project, module: Module): { readonly target: string; readonly by: Import }[] {
  return module.imports.flatMap((by) => {
    const target = targetOf(project, module.file, by.specifier)
    return target === undefined ? [] : [{ target, by }]
  })
}
