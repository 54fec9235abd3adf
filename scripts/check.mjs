// npm run check [-- types lint format layers unused links flags endpoints sdk reference]: everything that can be said without running the product.
import { ensureNode } from '../packages/cli/bin/ensure-node.mjs'

await ensureNode('22.18')
await import('./check/main.ts')
