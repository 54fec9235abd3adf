// Serves: npm start [-- --port 5001 ...]. Builds dist/ first when it is missing or older than the sources, then becomes `tailrace server`.
// Other than ensure-node.mjs nothing may be imported before the check: an old Node refuses what it does not know with a stack.
import { ensureNode } from '../packages/cli/bin/ensure-node.mjs'

await ensureNode('22.13')
const { execFileSync } = await import('node:child_process')
const { enableCompileCache } = await import('node:module')
const { dirname, join } = await import('node:path')
const { fileURLToPath, pathToFileURL } = await import('node:url')
const { DIST, isStale } = await import('./build.mjs')

if (isStale()) {
  // In a process of its own: the bundler's memory does not stay with the server.
  try {
    execFileSync(process.execPath, [fileURLToPath(new URL('build.mjs', import.meta.url)), '--for-start'], { stdio: 'inherit' })
  } catch {
    console.error('The build failed, see above; after a change of branch or version run `npm ci` first.')
    process.exit(1)
  }
}

// Compiled code is kept from start to start: a fifth less time and 4 MiB less memory.
process.env.NODE_COMPILE_CACHE ??= join(dirname(DIST), '.cache', 'compiled')
enableCompileCache()
const main = join(DIST, 'main.js')
process.argv.splice(1, process.argv.length - 1, main, 'server', ...process.argv.slice(2))
await import(pathToFileURL(main).href)
