import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Finding } from './graph.ts'

/** Names links in Markdown files that lead to no file, or to no heading of their file. Links to the network are not followed. */
export function deadLinks(root: string): Finding[] {
  const files = globSync(['*.md', 'docs/**/*.md', 'packages/*/*.md', 'bench/*.md', 'parity/*.md'], { cwd: root })
  return files.toSorted().flatMap((file) =>
    linksIn(readFileSync(join(root, file), 'utf8')).flatMap(({ link, line }) => {
      const what = objection(root, file, link)
      return what === undefined ? [] : [{ file, line, what }]
    }),
  )
}

function linksIn(text: string): { link: string; line: number }[] {
  const lines = withoutCode(text).split('\n')
  return lines.flatMap((content, index) =>
    [...content.matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)].map(([, link = '']) => ({ link, line: index + 1 })),
  )
}

/** Blanks code, lines kept. */
function withoutCode(text: string): string {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, (block) => block.replace(/[^\n]/g, '')).replace(/`[^`\n]*`/g, '')
}

function objection(root: string, file: string, link: string): string | undefined {
  if (/^[a-z]+:/i.test(link)) return undefined
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? join(root, file) : path.startsWith('/') ? join(root, path) : join(root, dirname(file), decodeURI(path))
  if (relative(root, target).startsWith('..')) return `${link} leaves the project`
  if (!existsSync(target)) return `${link} leads to no file`
  if (anchor === undefined || !statSync(target).isFile() || !target.endsWith('.md')) return undefined
  return anchorsOf(readFileSync(target, 'utf8')).has(anchor) ? undefined : `${link} leads to no heading`
}

/** The anchors that the usual renderers give to headings: lower case, punctuation dropped, spaces as dashes, repeats numbered. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').matchAll(/^#{1,6} +(.*?) *#*$/gm)) {
    const plain = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
    let anchor = plain
    for (let copy = 1; anchors.has(anchor); copy++) anchor = `${plain}-${copy}`
    anchors.add(anchor)
  }
  return anchors
}
