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
  const isPlain = ([tag, attributes]: Node): boolean =>
    tag === 'path' && Object.keys(attributes).every((name) => name === 'd' || name === 'key')
  if (!nodes.every(isPlain)) return undefined
  // A path begins where its first command says, wherever the one before has ended.
  const whole = nodes.map(([, { d = '' }]) => d.replace(/^m/, 'M')).join('')
  return `const __iconNode = ${JSON.stringify([['path', { d: whole, key: 'svg-0' }]])};`
}
