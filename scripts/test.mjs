// npm test [-- check | unit | trials [vitest's arguments] | parity [its arguments]]: everything, or one part.
import { requireNode } from './require-node.mjs'

requireNode('22.18', 'npm test')
await import('./test/main.ts')
