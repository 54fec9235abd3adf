import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { dependencyOf, type Manifest, type Project } from './graph.ts'
import { type Module, readModules } from './modules.ts'

interface PackageJson {
  name: string
  scripts?: Record<string, string>
  bin?: Record<string, string>
  exports?: Record<string, string>
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** Reads the modules and packages below a folder. */
export function readProject(root: string): Project {
  const folders = ['.', ...globSync('packages/*', { cwd: root }).toSorted()].filter((folder) =>
    existsSync(join(root, folder, 'package.json')),
  )
  return { modules: readAll(root), manifests: folders.map((folder) => readManifest(root, folder)) }
}

/** The web UI has compiler options of its own; what it takes from other packages is read once. */
function readAll(root: string): Module[] {
  const modules = readModules(root)
  const ui = 'packages/ui/tsconfig.json'
  const known = new Set(modules.map(({ file }) => file))
  return existsSync(join(root, ui)) ? [...modules, ...readModules(root, ui).filter(({ file }) => !known.has(file))] : modules
}

function readManifest(root: string, folder: string): Manifest {
  const content = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as PackageJson
  const index = content.exports?.['.']
  return {
    name: content.name,
    folder,
    dependencies: Object.keys(content.dependencies ?? {}),
    devDependencies: Object.keys(content.devDependencies ?? {}),
    ...(index === undefined ? {} : { index: posix.join(folder, index) }),
    ofStyles: folder === '.' ? [] : dependenciesOfStyles(join(root, folder)),
    text: JSON.stringify([content.scripts, content.bin, content.exports]) + (folder === '.' ? textOfScripts(root) : ''),
  }
}

/** Packages that style sheets name: `url('...')` and `@import`. */
function dependenciesOfStyles(folder: string): string[] {
  const sheets = globSync('src/**/*.css', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'))
  const named = sheets.flatMap((text) => [...text.matchAll(/(?:url\(|@import )['"]([^'"]+)['"]/g)])
  return named.flatMap(([, specifier = '']) => dependencyOf(specifier) ?? [])
}

/** What the scripts, settings and written-down commands of the root name: programs of tools, and files, with their path from the root. */
function textOfScripts(root: string): string {
  const pages = ['CONTRIBUTING.md', 'docs/contributing/*.md']
  const files = globSync(['*.config.ts', 'scripts/*.mjs', 'scripts/*/main.ts', '.ci/run', ...pages], { cwd: root })
  return files
    .toSorted()
    .map((file) => readFileSync(join(root, file), 'utf8').replaceAll("'./", `'${posix.join(posix.dirname(file), '/')}`))
    .join('\n')
}
