import type { Plugin } from 'vite'

type Node = readonly [tag: string, attributes: Readonly<Record<string, string>>]

const FILE = /@tabler\/icons-react\/dist\/esm\/icons\/Icon\w+\.mjs$/
const NODES = /const __iconNode = (\[\[.*\]\]);/

/** Draws each icon as one path: tables have hundreds of icons, most of them of several paths that look the same in one. */
export const icons: Plugin = {
  name: 'tailrace:icons',
  enforce: 'pre',
  transform: {
    filter: { id: FILE },
    handler: (code) => code.replace(NODES, (line, nodes: string) => asOne(JSON.parse(nodes) as Node[]) ?? line),
  },
}

function asOne(nodes: readonly Node[]): string | undefined {
  const paths = nodes.map(([tag, { d, key, ...others }]) => (tag === 'path' && Object.keys(others).length === 0 ? d : undefined))
  if (paths.includes(undefined)) return undefined
  // A path begins where its first command says, wherever the one before has ended.
  const d = paths.map((path = '') => path.replace(/^m/, 'M')).join('')
  return `const __iconNode = ${JSON.stringify([['path', { d, key: 'svg-0' }]])};`
}
