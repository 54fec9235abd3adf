/** What a client noted about the code of a run. */
export interface SourceTags {
  /** Tag mlflow.source.name: a file, an entry point or an address. */
  name?: string | undefined
  /** Tag mlflow.source.git.repoURL, or the older mlflow.gitRepoURL. */
  repository?: string | undefined
  commit?: string | undefined
  branch?: string | undefined
}

/** Web address of a repository: `git@host:a/b.git` and `https://token@host/a/b.git` become `https://host/a/b`. */
export function webAddress(repository: string): string | undefined {
  const short = /^[\w.-]+@([\w.-]+):(?!\/\/)(.+)$/.exec(repository)
  const text = short ? `https://${short[1]}/${short[2]}` : repository
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return undefined
  }
  if (!/^(https?|ssh|git):$/.test(url.protocol) || url.hostname === '') return undefined
  const scheme = url.protocol === 'http:' ? 'http:' : 'https:'
  const port = url.protocol.startsWith('http') && url.port !== '' ? `:${url.port}` : ''
  return `${scheme}//${url.hostname}${port}${url.pathname.replace(/\/$/, '').replace(/\.git$/, '')}`
}

/** Where the commit can be read, when the repository has a web address. */
export function commitAddress({ name, repository, commit }: SourceTags): string | undefined {
  const base = baseOf(name, repository)
  if (!base || !commit) return undefined
  const host = new URL(base).hostname
  if (host.includes('bitbucket')) return `${base}/commits/${commit}`
  if (host.includes('gitlab')) return `${base}/-/commit/${commit}`
  return `${base}/commit/${commit}`
}

/** Where the source file can be read at that commit, else the repository. */
export function sourceAddress({ name, repository, commit, branch }: SourceTags): string | undefined {
  const base = baseOf(name, repository)
  const at = commit ?? branch
  if (!base) return undefined
  const folder = name?.split('#')[1] ?? (name && isRelative(name) ? name : '')
  if (!at || folder === '') return at ? tree(base, at, '') : base
  return tree(base, at, folder)
}

/** The last part of a source's name, as it is shown: `train.py`. */
export const shortSource = (name: string): string =>
  name
    .split('#')[0]
    ?.split(/[\\/]/)
    .at(-1)
    ?.replace(/\.git$/, '') || name

const baseOf = (name: string | undefined, repository: string | undefined): string | undefined =>
  (repository && webAddress(repository)) || (name && /^(https?:|git@|ssh:)/.test(name) ? webAddress(name.split('#')[0] ?? '') : undefined)

const isRelative = (name: string): boolean => !/^([\\/]|[a-z]:|[a-z]+:\/\/|\.\.)/i.test(name) && name.includes('.')

function tree(base: string, at: string, path: string): string {
  const host = new URL(base).hostname
  const rest = path === '' ? '' : `/${path.split('/').map(encodeURIComponent).join('/')}`
  if (host.includes('bitbucket')) return `${base}/src/${at}${rest}`
  const kind = path === '' || path.endsWith('/') ? 'tree' : 'blob'
  return host.includes('gitlab') ? `${base}/-/${kind}/${at}${rest}` : `${base}/${kind}/${at}${rest}`
}
