import { basename, join } from 'node:path'
import {
  isClassDeclaration,
  isExportDeclaration,
  isFunctionDeclaration,
  isInterfaceDeclaration,
  isStringLiteral,
  isVariableStatement,
  type Node,
  type SourceFile,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/sync'
import { type Doc, parseDoc } from './doc-comment.ts'

/** A public name, or a member of one. */
export interface Item {
  readonly name: string
  /** Module that declares it, without `.ts`. */
  readonly file: string
  readonly line: number
  /** What a caller has to know: declaration without body. Overloads are lines. */
  readonly signature: string
  readonly doc: Doc | undefined
  readonly members: readonly Item[]
}

/** Reads what the index of the SDK exports, in its order, with the compiler's own parser. */
export function readExports(root: string): Item[] {
  const folder = join(root, 'packages', 'sdk')
  const api = new API({ cwd: folder })
  try {
    const [project] = api.updateSnapshot({ openProjects: [join(folder, 'tsconfig.json')] }).getProjects()
    const sourceOf = (name: string): SourceFile => {
      const source = project?.program.getSourceFile(join(folder, 'src', name))
      if (!source) throw new Error(`no ${name} in the SDK`)
      return source
    }
    const items = sourceOf('index.ts').statements.flatMap((statement) => {
      if (!isExportDeclaration(statement) || !statement.moduleSpecifier || !isStringLiteral(statement.moduleSpecifier)) return []
      const all = declared(sourceOf(basename(statement.moduleSpecifier.text)))
      if (!statement.exportClause) return all
      const names = new Set(
        (statement.exportClause as unknown as { elements: readonly { name: Node }[] }).elements.map(({ name }) => textOf(name)),
      )
      return all.filter(({ name }) => names.has(name))
    })
    return items.map((item) => resolved(item, items))
  } finally {
    api.close()
  }
}

/** `name: Class['member']` becomes what that member is. */
function resolved(item: Item, items: readonly Item[]): Item {
  const [, type, member] = /^\w+: (\w+)\['(\w+)'\]$/.exec(item.signature) ?? []
  const found = items.find(({ name }) => name === type)?.members.find(({ name }) => name === member)
  return found ? { ...item, signature: found.signature } : item
}

function declared(source: SourceFile): Item[] {
  const items = new Map<string, Item>()
  for (const statement of source.statements) {
    if (!hasModifier(statement, SyntaxKind.ExportKeyword)) continue
    const item = itemOf(statement, source)
    if (!item) continue
    const before = items.get(item.name)
    // The last of several is the one that works; its signature is nobody's business.
    if (before && isFunctionDeclaration(statement) && statement.body) continue
    items.set(item.name, before ? { ...before, signature: `${before.signature}\n${item.signature}` } : item)
  }
  return [...items.values()]
}

function itemOf(statement: Node, source: SourceFile): Item | undefined {
  const [variable] = isVariableStatement(statement) ? statement.declarationList.declarations : []
  const named = (variable ?? statement) as { name?: Node }
  if (!named.name) return undefined
  const isContainer = isClassDeclaration(statement) || isInterfaceDeclaration(statement)
  return {
    name: textOf(named.name),
    ...placeOf(statement, source),
    signature: signatureOf(statement, source),
    members: isContainer ? [...statement.members].filter(isPublic).map((member) => memberOf(member, source)) : [],
  }
}

function memberOf(member: Node, source: SourceFile): Item {
  const { name } = member as { name?: Node }
  return {
    name: name ? textOf(name) : 'constructor',
    ...placeOf(member, source),
    signature: signatureOf(member, source),
    members: [],
  }
}

function isPublic(member: Node): boolean {
  const name = (member as { name?: Node }).name
  return (
    !(name && textOf(name).startsWith('#')) &&
    ![SyntaxKind.PrivateKeyword, SyntaxKind.ProtectedKeyword].some((kind) => hasModifier(member, kind))
  )
}

const hasModifier = (node: Node, kind: SyntaxKind): boolean =>
  ((node as { modifiers?: readonly Node[] }).modifiers ?? []).some((modifier) => modifier.kind === kind)

function placeOf(node: Node, source: SourceFile): Pick<Item, 'file' | 'line' | 'doc'> {
  const start = node.getStart(source)
  const comment = source.text
    .slice(node.pos, start)
    .match(/\/\*\*[\s\S]*?\*\//g)
    ?.at(-1)
  return {
    file: basename(source.fileName, '.ts'),
    line: source.text.slice(0, start).split('\n').length,
    doc: comment === undefined ? undefined : parseDoc(comment),
  }
}

/** The text of a declaration up to its body, on one line, without what only the compiler needs. */
function signatureOf(node: Node, source: SourceFile): string {
  const text = source.text.slice(node.getStart(source), endOfHead(node, source))
  const line = text.replaceAll(/\s+/g, ' ').replace(/( =>| =|;|\{)? *$/, '')
  return line
    .replace(/^(export )?(readonly |async |const |function\*? )*/, '')
    .replace(/^(\w+) = \(/, '$1(')
    .replaceAll(/\( /g, '(')
    .replaceAll(/,? \)/g, ')')
}

function endOfHead(node: Node, source: SourceFile): number {
  if (isVariableStatement(node)) {
    const [declaration] = node.declarationList.declarations
    const { type, initializer } = (declaration ?? {}) as { type?: Node; initializer?: Node & { body?: Node } }
    return type ? type.end : (initializer?.body?.getStart(source) ?? node.end)
  }
  if (isClassDeclaration(node) || isInterfaceDeclaration(node)) {
    return source.text.indexOf('{', (node as unknown as { name: Node }).name.end)
  }
  const { body, initializer } = node as { body?: Node; initializer?: Node }
  return body?.getStart(source) ?? initializer?.getFullStart?.() ?? node.end
}

const textOf = (node: Node): string => ('text' in node ? String(node.text) : node.getText())
