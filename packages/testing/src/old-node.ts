import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The path of a Node of this major version: the one that TAILRACE_NODE_<major> names, or the first in PATH. Prints why tests of `subject` are
 * skipped, and returns undefined, where there is none.
 */
export function nodeOfMajor(major: number, subject: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':').map((folder) => join(folder, 'node'))
  const found = [process.env[`TAILRACE_NODE_${major}`] ?? '', ...folders].find(
    (path) => path !== '' && existsSync(path) && spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout?.startsWith(`v${major}.`),
  )
  if (found === undefined) console.log(`skip ${subject} in Node ${major}: none is in the path; TAILRACE_NODE_${major} names one`)
  return found
}
