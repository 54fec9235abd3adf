import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contractTypes } from './contract-types.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = join(root, 'packages', 'sdk')

/** Where the package lies that is published. */
export const SDK_DIST = join(FOLDER, 'dist')

/**
 * Builds the SDK as it is published, beside what is there, and answers the bytes of its modules: ES modules and declarations by the TypeScript
 * compiler, and the contract's types as plain ones, so that nothing of the workspace is needed.
 */
export function buildSdk(out = SDK_DIST): number {
  const next = `${out}.${process.pid}`
  try {
    mkdirSync(next, { recursive: true })
    writeFileSync(join(next, 'contract.d.ts'), contractTypes())
    compile(next)
    for (const name of readdirSync(next).filter((file) => file.endsWith('.d.ts'))) finish(join(next, name))
    writeFileSync(join(next, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)
    cpSync(join(FOLDER, 'README.md'), join(next, 'README.md'))
    cpSync(join(root, 'LICENSE'), join(next, 'LICENSE'))
    rmSync(out, { recursive: true, force: true })
    renameSync(next, out)
  } finally {
    rmSync(next, { recursive: true, force: true })
  }
  return readdirSync(out).reduce((sum, name) => (name.endsWith('.js') ? sum + statSync(join(out, name)).size : sum), 0)
}

function compile(out: string): void {
  const config = join(out, 'tsconfig.json')
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      // What Node 20 and browsers of its time know.
      target: 'ES2022',
      noEmit: false,
      declaration: true,
      rewriteRelativeImportExtensions: true,
      rootDir: join(FOLDER, 'src'),
      outDir: out,
      typeRoots: [join(root, 'node_modules', '@types')],
      paths: { '@tailrace/contract': [join(out, 'contract.d.ts')] },
    },
    include: [join(FOLDER, 'src')],
    exclude: ['*.test.ts', '*-for-tests.ts'].map((pattern) => join(FOLDER, 'src', pattern)),
  }
  writeFileSync(config, JSON.stringify(settings))
  const done = spawnSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', config], { cwd: root, encoding: 'utf8' })
  rmSync(config)
  if (done.status !== 0) throw new Error(`the SDK does not compile:\n${done.stdout}`)
}

/** Names modules in declarations as a stranger finds them, and the part of the language that not every program has switched on. */
function finish(path: string): void {
  const text = readFileSync(path, 'utf8')
    .replaceAll("'@tailrace/contract'", "'./contract.js'")
    .replaceAll(/(['"]\.\/[\w-]+)\.ts(['"])/g, '$1.js$2')
  writeFileSync(path, text.includes('Symbol.asyncDispose') ? `/// <reference lib="esnext.disposable" />\n${text}` : text)
}

function manifest(): object {
  const kept = ['name', 'version', 'description', 'keywords', 'license', 'type', 'sideEffects', 'engines']
  const source = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>
  return {
    ...Object.fromEntries(kept.map((field) => [field, source[field]])),
    main: './index.js',
    types: './index.d.ts',
    exports: { '.': { types: './index.d.ts', default: './index.js' }, './package.json': './package.json' },
    files: ['*.js', '*.d.ts'],
  }
}
