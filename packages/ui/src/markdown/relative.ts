/**
 * The path of a file that another one names relatively, e.g. `../img/a%20b.png` in `docs/report.md`; undefined for an address, and for a path that leads out of
 * the files.
 */
export function relativePath(from: string, to: string): string | undefined {
  const [path = ''] = to.split(/[?#]/, 1)
  if (path === '' || /^([a-z][a-z\d+.-]*:|\/\/)/i.test(path)) return undefined
  const parts = path.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(decoded(part))
    else if (parts.pop() === undefined) return undefined
  }
  return parts.length === 0 ? undefined : parts.join('/')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
