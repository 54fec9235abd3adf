import type { Notebook } from './notebook.ts'

/** Characters from which a script of an output counts as a library, which outputs after it use. */
const LIBRARY = 20_000
const IMPORTS = /\bimport\b[^"'`;]*["']([^"']+)["']/g
/** Types of scripts that run; others carry data. */
const RUNS = /^(|module|(text|application)\/(x-)?(java|ecma)script)$/i

/**
 * What Plotly 5 and others expect of the page around a notebook: a minimal RequireJS. Without `define.amd`, so that libraries that find no
 * module loader still name themselves globally.
 */
const REQUIRE = `<script>window.require || (function () {
  const modules = {}
  window.define = function (name, needs, make) {
    make = make || needs
    const module = { exports: {} }
    modules[name] = (typeof make === 'function' ? make(window.require, module.exports, module) : make) || module.exports
  }
  window.require = window.requirejs = function (names, then) {
    if (typeof names === 'string') return modules[names]
    if (names.every((name) => name in modules) && then) then.apply(null, names.map((name) => modules[name]))
  }
  window.require.config = function () {}
  window.require.undef = function (name) { delete modules[name] }
})()</script>`

/** An output that scripts draw. */
export interface ScriptedOutput {
  /** The page that draws it: libraries of outputs before it, then the output. */
  page: string
  /** Whether anything is to be seen without its scripts. */
  isEmpty: boolean
  /** Whether it only brings libraries for outputs after it. */
  isLibrary: boolean
}

/** The outputs of a notebook that scripts draw, by their place: "cell output". Outputs share a page in Jupyter; here each has its own. */
export function scriptedOutputs({ cells }: Notebook): Map<string, ScriptedOutput> {
  const found = new Map<string, ScriptedOutput>()
  const libraries = new Set<string>()
  for (const [at, { outputs }] of cells.entries())
    for (const [place, output] of outputs.entries()) {
      if (output.kind !== 'html') continue
      const page = new DOMParser().parseFromString(output.text, 'text/html')
      const scripts = [...page.querySelectorAll('script')].filter(({ type }) => RUNS.test(type))
      if (scripts.length === 0) continue
      const brought = scripts.filter(({ src, text }) => src || text.length >= LIBRARY)
      const isNothing = isEmpty(page)
      const isLibrary = isNothing && brought.length > 0 && !page.body.querySelector('div')
      found.set(`${at} ${place}`, { page: pageOf([...libraries], output.text), isEmpty: isNothing, isLibrary })
      for (const script of brought) libraries.add(script.outerHTML)
    }
  return found
}

const pageOf = (libraries: readonly string[], html: string): string =>
  `<!doctype html><meta charset="utf-8"><style>html{background:#fff;color:#000}body{margin:8px;font:13px/18px system-ui,sans-serif}</style><body>${REQUIRE}${libraries.join('\n')}${html}`

/** Whether scripts must run for anything of some HTML to be seen. */
export const isBlankHtml = (html: string): boolean => {
  const page = new DOMParser().parseFromString(html, 'text/html')
  return page.querySelector('script') !== null && isEmpty(page)
}

function isEmpty(page: Document): boolean {
  for (const element of page.querySelectorAll('script,style,noscript,link,meta')) element.remove()
  return page.body.textContent.trim() === '' && !page.querySelector('img,svg,table,video,audio')
}

/** Hosts that HTML names as the places of its scripts and styles, in the order of the text. */
export function hostsOf(html: string): string[] {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const named = [...page.querySelectorAll('script,link[rel~=stylesheet]')].flatMap((element) => {
    const imported = element.getAttribute('type') === 'module' && element.textContent.length < LIBRARY ? IMPORTS : undefined
    const found = imported ? [...element.textContent.matchAll(imported)].map(([, url]) => url) : []
    return [element.getAttribute('src') ?? element.getAttribute('href'), ...found]
  })
  return [...new Set(named.flatMap((url) => /^(?:https?:)?\/\/([^/?#]+)/i.exec(url ?? '')?.[1]?.toLowerCase() ?? []))]
}
