import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import * as prettier from 'prettier'
import type { Finding } from './graph.ts'

/** A page or a source that follows from the code. */
export interface GeneratedFile {
  /** Path below the root of the project. */
  readonly file: string
  readonly text: string
}

/** Compares a generated file with what it should be, formatted as the project is; or writes it. @param check name of the check that makes it */
export async function checkGeneratedFile(root: string, { file, text }: GeneratedFile, check: string, write: boolean): Promise<Finding[]> {
  const path = join(root, file)
  const options = await prettier.resolveConfig(path)
  const formatted = await prettier.format(text, { ...options, parser: extname(file) === '.md' ? 'markdown' : 'typescript' })
  if (existsSync(path) && readFileSync(path, 'utf8') === formatted) return []
  if (!write) return [{ file, what: `is out of date: npm run check -- --write ${check}` }]
  writeFileSync(path, formatted)
  return []
}
