/** How a file is shown. */
export type FileKind =
  | 'audio'
  | 'code'
  | 'data'
  | 'geojson'
  | 'html'
  | 'image'
  | 'markdown'
  | 'mlmodel'
  | 'notebook'
  | 'parquet'
  | 'pdf'
  | 'table'
  | 'text'
  | 'unknown'
  | 'video'

const BY_EXTENSION: Readonly<Record<string, FileKind>> = {
  ...all('image', 'png jpg jpeg gif bmp webp avif ico svg apng jfif'),
  ...all('audio', 'mp3 wav ogg oga m4a flac aac opus'),
  ...all('video', 'mp4 webm ogv mov m4v'),
  ...all('markdown', 'md markdown'),
  ...all('html', 'html htm'),
  ...all('pdf', 'pdf'),
  ...all('table', 'csv tsv'),
  ...all('parquet', 'parquet pq'),
  ...all('notebook', 'ipynb'),
  ...all('geojson', 'geojson'),
  ...all('data', 'json yaml yml'),
  ...all(
    'code',
    'py pyi js mjs ts tsx jsx sh bash sql r java scala cpp c h hpp go rs xml toml ini cfg conf properties css dockerfile proto diff patch',
  ),
  ...all('text', 'txt log err out jsonl ndjson lock rst'),
}

const BY_NAME: Readonly<Record<string, FileKind>> = {
  mlmodel: 'mlmodel',
  mlproject: 'data',
  dockerfile: 'code',
  makefile: 'code',
  license: 'text',
  readme: 'text',
  '.gitignore': 'text',
}

function all(kind: FileKind, extensions: string): Record<string, FileKind> {
  return Object.fromEntries(extensions.split(' ').map((extension) => [extension, kind]))
}

/** The extension of a file's name in lower case, without its dot; empty when it has none. */
export function extensionOf(path: string): string {
  const name = path.split('/').at(-1) ?? ''
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : ''
}

/** How a file of that name is shown; what is unknown is looked into. */
export function kindOf(path: string): FileKind {
  const name = (path.split('/').at(-1) ?? '').toLowerCase()
  const extension = extensionOf(path)
  const named = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined
  return named ?? (Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined) ?? 'unknown'
}

/** Bytes up to which a file is read whole for a preview. Text, Parquet and tables are read in parts, and have no such limit. */
export const PREVIEW_LIMIT = 50 * 1024 * 1024

/** Kinds that are read in parts, or by the browser itself. */
export const readsInParts = (kind: FileKind): boolean => ['text', 'parquet', 'table', 'unknown', 'audio', 'video'].includes(kind)

/** Whether a file is a log, which one reads from its end while it is written. */
export const opensAtEnd = (path: string): boolean => ['log', 'out', 'err'].includes(extensionOf(path))
