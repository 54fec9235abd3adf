// Runs one of the examples: npm run example -- train. Plain JavaScript, so that an old Node can say that it is one.
import { ensureNode } from '../packages/cli/bin/ensure-node.mjs'

await ensureNode('22.18')

const name = process.argv[2] ?? ''
// The others in the folder are parts of these.
const names = ['train', 'advanced-tracking', 'compare-runs', 'load-model']
if (names.includes(name)) await import(`../examples/typescript/${name}.ts`)
else {
  console.error(`Unknown example '${name}'. Available: ${names.join(', ')}.`)
  process.exitCode = 2
}
