import core from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import cpp from 'highlight.js/lib/languages/cpp'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import dockerfile from 'highlight.js/lib/languages/dockerfile'
import go from 'highlight.js/lib/languages/go'
import ini from 'highlight.js/lib/languages/ini'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import python from 'highlight.js/lib/languages/python'
import r from 'highlight.js/lib/languages/r'
import rust from 'highlight.js/lib/languages/rust'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'

const LANGUAGES = { bash, cpp, css, diff, dockerfile, go, ini, java, javascript, json, python, r, rust, sql, typescript, xml, yaml }
for (const [name, language] of Object.entries(LANGUAGES)) core.registerLanguage(name, language)

const BY_EXTENSION = new Map<string, keyof typeof LANGUAGES>(
  Object.entries({
    bash: 'sh bash',
    cpp: 'c h cpp hpp',
    css: 'css',
    diff: 'diff patch',
    dockerfile: 'dockerfile',
    go: 'go',
    ini: 'ini toml cfg conf properties',
    java: 'java scala',
    javascript: 'js mjs jsx',
    json: 'json',
    python: 'py pyi',
    r: 'r',
    rust: 'rs',
    sql: 'sql',
    typescript: 'ts tsx',
    xml: 'xml',
    yaml: 'yaml yml',
  } as const).flatMap(([language, extensions]) => extensions.split(' ').map((each) => [each, language as keyof typeof LANGUAGES] as const)),
)

/** Code in a language by its name or extension as HTML with `hljs-` classes; everything from the file is escaped. Undefined for a language that is not known here. */
export function highlighted(code: string, extension: string): string | undefined {
  const language = BY_EXTENSION.get(extension) ?? (core.getLanguage(extension) && extension)
  return language && core.highlight(code, { language, ignoreIllegals: true }).value
}
