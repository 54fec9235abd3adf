// npm run check [-- types lint format layers unused links flags endpoints sdk reference]: everything that can be said without running the product.
import { requireNode } from './require-node.mjs'

requireNode('22.18', 'npm run check')
await import('./check/main.ts')
