import { type Fs, type Path, builtin, env, host } from './runtime.ts'

/** Tags that the stock client puts on a run: who, what, and from which commit. */
export function systemTags(): Record<string, string> {
  const commit = gitCommit(sourceFolder())
  return {
    'mlflow.user': userName(),
    'mlflow.source.name': sourceName(),
    'mlflow.source.type': 'LOCAL',
    ...(commit !== undefined && { 'mlflow.source.git.commit': commit }),
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

/** The commit that is checked out where a folder lies; undefined when it is in no repository. Reads git's files and starts nothing. */
function gitCommit(folder: string | undefined): string | undefined {
  const fs = builtin('fs')
  const path = builtin('path')
  if (!fs || !path || folder === undefined) return undefined
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const git = path.join(at, '.git')
    if (fs.existsSync(git)) return commitIn(fs, path, git)
    if (at === path.dirname(at)) return undefined
  }
}

function commitIn(fs: Fs, path: Path, git: string): string | undefined {
  const read = (...parts: string[]): string | undefined => {
    try {
      return fs.readFileSync(path.join(...parts), 'utf8').trim()
    } catch {
      return undefined
    }
  }
  // The .git of a worktree is a file that names its folder, which names the common one.
  const pointer = /^gitdir: (.+)$/m.exec(fs.statSync(git).isFile() ? (read(git) ?? '') : '')?.[1]
  const own = pointer === undefined ? git : path.resolve(path.dirname(git), pointer)
  const common = path.resolve(own, read(own, 'commondir') ?? '.')
  const head = read(own, 'HEAD') ?? ''
  const ref = /^ref: (.+)$/.exec(head)?.[1]
  const commit = ref === undefined ? head : (read(own, ref) ?? read(common, ref) ?? packed(read(common, 'packed-refs') ?? '', ref))
  return commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined
}

function packed(text: string, ref: string): string | undefined {
  return text
    .split('\n')
    .find((line) => line.endsWith(` ${ref}`))
    ?.split(' ')[0]
}
