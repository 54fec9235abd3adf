export * from './postgres.ts'
export { OUTSIDE_FILE, REPORT_FILE } from './outside.ts'
export { reporters } from './reporters.ts'
