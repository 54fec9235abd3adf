import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, type Rolldown } from 'vite'

const SOURCE = fileURLToPath(new URL('src/', import.meta.url))
/** Where pages and parts of pages are named with the files of their code. */
const NAMED = ['page-modules.ts', 'part-modules.ts', 'text-modules.ts', 'viewer-modules.ts']

/**
 * Puts the script that asks ahead into the page itself, so that it runs before any file has arrived, and tells it which files the code of each page is in.
 * Without a build (`npm run dev`) nothing is asked ahead.
 */
export const inlineAhead: Plugin = {
  name: 'tailrace:inline-ahead',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: async (html, { bundle }) => {
      if (!bundle) throw new Error('the script that asks ahead needs the files of the build')
      // Before what loads the application: this must not wait for it.
      return html.replace(/<script type="module"/, `<script>${await script(filesOf(bundle))}</script>\n    $&`)
    },
  },
}

async function script(files: Readonly<Record<string, string[]>>): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    define: { CODE_FILES: JSON.stringify(files) },
    build: { write: false, target: 'es2022', minify: true, lib: { entry: `${SOURCE}prefetch-page.ts`, formats: ['iife'], name: 'ahead' } },
  })
  const output = Array.isArray(built) ? built.flatMap((each) => each.output) : []
  const [only] = output
  if (output.length !== 1 || only?.type !== 'chunk') throw new Error('the script that asks ahead is not one file')
  return only.code.trim().replaceAll('</script', String.raw`<\/script`)
}

/** Files of each page's and part's code, those that the page loads anyway left out. */
function filesOf(bundle: Rolldown.OutputBundle): Record<string, string[]> {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
  const withImports = (name: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(name)) return seen
    seen.add(name)
    for (const next of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) withImports(next, seen)
    return seen
  }
  const anyway = new Set(chunks.filter(({ isEntry }) => isEntry).flatMap(({ fileName }) => [...withImports(fileName)]))
  return Object.fromEntries(
    NAMED.flatMap((file) => [...readFileSync(SOURCE + file, 'utf8').matchAll(/(\w+): \(\) => import\('\.\/(.+?)'\)/g)]).map(
      ([, name = '', path = '']) => {
        const chunk = chunks.find(({ moduleIds }) => moduleIds.includes(SOURCE + path))
        if (!chunk) throw new Error(`no file of the build holds ${path}`)
        return [name, [...withImports(chunk.fileName)].filter((each) => !anyway.has(each))]
      },
    ),
  )
}
