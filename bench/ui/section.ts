import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const HEADING = '## Web UI'

/** The part of a report that tells of the web UI, from its heading to the end; empty when there is none. */
export function readSection(file: string): string {
  if (!existsSync(file)) return ''
  const text = readFileSync(file, 'utf8')
  const at = text.indexOf(`\n${HEADING}\n`)
  return at < 0 ? '' : text.slice(at + 1)
}

/** Puts that part at the end of a report, in the place of an older one. */
export function writeSection(file: string, section: string): void {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '# Bench results\n'
  const old = readSection(file)
  writeFileSync(file, `${text.slice(0, text.length - old.length).trimEnd()}\n\n${section.trimEnd()}\n`)
}
