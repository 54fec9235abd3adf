import { type Fs, type Path, builtin, env, host } from './runtime.ts'

/** Tags that the Python client puts on a run: who, what, from which commit; and what MLFLOW_RUN_CONTEXT adds, an object as JSON. */
export function systemTags(): Record<string, string> {
  return {
    'mlflow.user': userName(),
    'mlflow.source.name': sourceName(),
    'mlflow.source.type': 'LOCAL',
    ...gitTags(sourceFolder()),
    ...contextTags(env('MLFLOW_RUN_CONTEXT')),
  }
}

/** Name of the user that runs this; `unknown` where nobody says. */
export function userName(): string {
  try {
    return env('LOGNAME') ?? env('USER') ?? env('USERNAME') ?? builtin('os')?.userInfo().username ?? 'unknown'
  } catch {
    return 'unknown'
  }
}

/** The script that runs, or the page. */
function sourceName(): string {
  const { location } = globalThis as { location?: { href?: string } }
  return host()?.argv?.[1] ?? location?.href ?? 'unknown'
}

function sourceFolder(): string | undefined {
  const script = host()?.argv?.[1]
  return script === undefined ? undefined : builtin('path')?.dirname(script)
}

/** What is no object of JSON adds nothing. */
export function contextTags(text: string | undefined): Record<string, string> {
  try {
    const context: unknown = JSON.parse(text ?? '{}')
    if (typeof context !== 'object' || context === null || Array.isArray(context)) return {}
    return Object.fromEntries(Object.entries(context).map(([key, value]) => [key, String(value)]))
  } catch {
    return {}
  }
}

/** Commit, branch and address of the repository in which a folder lies; empty when it is in none. Reads git's files and starts nothing. */
export function gitTags(folder: string | undefined): Record<string, string> {
  const fs = builtin('fs')
  const path = builtin('path')
  if (!fs || !path || folder === undefined) return {}
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const git = path.join(at, '.git')
    if (fs.existsSync(git)) return tagsOf(fs, path, git)
    if (at === path.dirname(at)) return {}
  }
}

function tagsOf(fs: Fs, path: Path, git: string): Record<string, string> {
  const read = (...parts: string[]): string => {
    try {
      return fs.readFileSync(path.join(...parts), 'utf8').trim()
    } catch {
      return ''
    }
  }
  // The .git of a worktree is a file that names its folder, which names the common one.
  const pointer = /^gitdir: (.+)$/m.exec(fs.statSync(git).isFile() ? read(git) : '')?.[1]
  const own = pointer === undefined ? git : path.resolve(path.dirname(git), pointer)
  const common = path.resolve(own, read(own, 'commondir') || '.')
  const head = read(own, 'HEAD')
  const ref = /^ref: (.+)$/.exec(head)?.[1]
  const commit = ref === undefined ? head : read(own, ref) || read(common, ref) || packed(read(common, 'packed-refs'), ref)
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return {}
  const branch = /^refs\/heads\/(.+)$/.exec(ref ?? '')?.[1]
  const url = remoteUrl(read(common, 'config'))
  return {
    'mlflow.source.git.commit': commit,
    ...(branch !== undefined && { 'mlflow.source.git.branch': branch }),
    ...(url !== undefined && { 'mlflow.source.git.repoURL': url }),
  }
}

function packed(text: string, ref: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.endsWith(` ${ref}`))
      ?.split(' ')[0] ?? ''
  )
}

/** The first remote's address in a git configuration, without user and password. */
function remoteUrl(config: string): string | undefined {
  const [, section = ''] = /^\s*\[remote "[^"]*"\]([^[]*)/m.exec(config) ?? []
  return /^\s*url\s*=\s*(.+?)\s*$/m.exec(section)?.[1]?.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1')
}
