export * from './postgres.ts'
export { OUTSIDE_FILE, REPORT_FILE } from './outside.ts'
export { reporters } from './reporters.ts'
export { nodeOfMajor } from './old-node.ts'
