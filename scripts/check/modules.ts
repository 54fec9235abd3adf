import { join, relative, sep } from 'node:path'
import {
  isCallExpression,
  isExportDeclaration,
  isIdentifier,
  isImportDeclaration,
  isNamedExports,
  isNamedImports,
  isStringLiteral,
  isVariableStatement,
  SyntaxKind,
  type ImportDeclaration,
  type ExportDeclaration,
  type Node,
  type SourceFile,
} from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/sync'

/** Another module that a file names: by import, re-export, dynamic import, or as the file of a thread. Types count. */
export interface Import {
  readonly specifier: string
  readonly line: number
  /** Names taken from the other module; `*` stands for all of them. */
  readonly names: readonly string[]
}

/** A name that a module offers. `*` without a declaration: everything that `from` offers. */
export interface Export {
  readonly name: string
  readonly line: number
  readonly kind: 'value' | 'type' | 'again'
  /** Module that a re-export takes it from, and its name there. */
  readonly from?: { readonly specifier: string; readonly name: string }
}

/** What the checks need to know about one source file. */
export interface Module {
  /** Path below the root of the project, with `/`. */
  readonly file: string
  readonly imports: readonly Import[]
  readonly exports: readonly Export[]
  /** How often each identifier stands in the file; a declaration is one. */
  readonly identifiers: ReadonlyMap<string, number>
}

/** Reads every source file that a tsconfig.json names, with the compiler's own parser. */
export function readModules(root: string, config = 'tsconfig.json'): Module[] {
  const api = new API({ cwd: root })
  try {
    const [project] = api.updateSnapshot({ openProjects: [join(root, config)] }).getProjects()
    if (!project) throw new Error(`no ${config} in ${root}`)
    const files = project.program.getSourceFileNames().filter((file) => !file.includes('/node_modules/') && !file.endsWith('.d.ts'))
    return files.flatMap((file) => {
      const source = project.program.getSourceFile(file)
      return source ? [readModule(source, relative(root, file).split(sep).join('/'))] : []
    })
  } finally {
    api.close()
  }
}

function readModule(source: SourceFile, file: string): Module {
  const imports: Import[] = []
  const exports: Export[] = []
  const identifiers = new Map<string, number>()
  const lineOf = (node: Node): number => source.text.slice(0, node.getStart(source)).split('\n').length
  const visit = (node: Node): void => {
    if (isIdentifier(node)) identifiers.set(node.text, (identifiers.get(node.text) ?? 0) + 1)
    // A dynamic import, the type `import('./x.ts')`, or the file of a thread.
    if (isStringLiteral(node) && /^\.\.?\/.*\.tsx?$/.test(node.text))
      imports.push({ specifier: node.text, line: lineOf(node), names: ['*'] })
    // A package that is loaded when it is first needed.
    const loaded = isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword ? node.arguments[0] : undefined
    if (loaded && isStringLiteral(loaded) && !loaded.text.startsWith('.')) {
      imports.push({ specifier: loaded.text, line: lineOf(loaded), names: ['*'] })
    }
    node.forEachChild(visit)
  }
  for (const statement of source.statements) {
    const line = lineOf(statement)
    if (isImportDeclaration(statement)) {
      imports.push({ specifier: textOf(statement.moduleSpecifier), line, names: importedNames(statement) })
    } else if (isExportDeclaration(statement)) {
      const again = reexports(statement, line)
      if (statement.moduleSpecifier) imports.push({ specifier: textOf(statement.moduleSpecifier), line, names: [] })
      exports.push(...again)
    } else {
      exports.push(...declarations(statement).map((name) => ({ name, line, kind: kindOf(statement) })))
      visit(statement)
    }
  }
  return { file, imports, exports, identifiers }
}

function importedNames(declaration: ImportDeclaration): string[] {
  const clause = declaration.importClause
  if (!clause) return []
  const names = clause.name ? ['default'] : []
  const bindings = clause.namedBindings
  if (!bindings) return names
  if (!isNamedImports(bindings)) return [...names, '*']
  return [...names, ...bindings.elements.map((element) => textOf(element.propertyName ?? element.name))]
}

function reexports(declaration: ExportDeclaration, line: number): Export[] {
  const specifier = declaration.moduleSpecifier ? textOf(declaration.moduleSpecifier) : undefined
  const clause = declaration.exportClause
  if (!clause || !isNamedExports(clause)) {
    const name = clause ? textOf(clause.name) : '*'
    return specifier === undefined ? [] : [{ name, line, kind: 'again', from: { specifier, name: '*' } }]
  }
  return clause.elements.map((element) => {
    const name = textOf(element.name)
    if (specifier === undefined) return { name, line, kind: 'value' }
    return { name, line, kind: 'again', from: { specifier, name: textOf(element.propertyName ?? element.name) } }
  })
}

/** Names that an exported declaration binds. */
function declarations(statement: Node): string[] {
  if (statement.kind === SyntaxKind.ExportAssignment) return ['default']
  const modifiers = 'modifiers' in statement && Array.isArray(statement.modifiers) ? (statement.modifiers as readonly Node[]) : []
  if (!modifiers.some((modifier) => modifier.kind === SyntaxKind.ExportKeyword)) return []
  if (modifiers.some((modifier) => modifier.kind === SyntaxKind.DefaultKeyword)) return ['default']
  if (isVariableStatement(statement)) return statement.declarationList.declarations.flatMap((declaration) => boundNames(declaration.name))
  return 'name' in statement && statement.name ? [textOf(statement.name as Node)] : []
}

/** `a` of `a`, and `a`, `b` of `{ a, b }` and `[a, b]`. */
function boundNames(name: Node): string[] {
  if (isIdentifier(name)) return [name.text]
  const elements = 'elements' in name ? (name.elements as readonly { readonly name?: Node }[]) : []
  return elements.flatMap((element) => (element.name ? boundNames(element.name) : []))
}

function kindOf(statement: Node): 'value' | 'type' {
  return statement.kind === SyntaxKind.InterfaceDeclaration || statement.kind === SyntaxKind.TypeAliasDeclaration ? 'type' : 'value'
}

function textOf(node: Node): string {
  return isIdentifier(node) || isStringLiteral(node) ? node.text : node.getText()
}
