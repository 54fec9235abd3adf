// npm test [-- check | unit | trials [vitest's arguments] | parity [its arguments]]: everything, or one part.
import { ensureNode } from '../packages/cli/bin/ensure-node.mjs'

await ensureNode('22.18')
await import('./test/main.ts')
