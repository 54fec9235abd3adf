import { MlflowError } from './errors.ts'
import { builtin, randomHex } from './runtime.ts'

/**
 * Content that can be stored as a file. A stream can be read once, so its upload is not repeated.
 *
 * @example const body: ArtifactBody = new Blob(['a,b\n1,2\n'])
 */
export type ArtifactBody = string | Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array>

/** A file of this machine. */
export interface LocalFile {
  readonly localPath: string
}

/** Whether this is a file of this machine, in place of the content of one. */
export const isLocalFile = (body: ArtifactBody | LocalFile): body is LocalFile => typeof body === 'object' && 'localPath' in body

/** Files of this machine. */
export interface LocalFiles {
  /** A file as a Blob that is read as it is used, and its base name. */
  open(path: string): Promise<{ name: string; blob: Blob }>
  /** Writes a file with the folders above it: beside its place first, so that it appears whole. */
  write(path: string, body: ArtifactBody): Promise<void>
  /** Paths of the files below a folder, relative to it, with `/`; links to elsewhere are followed. */
  walk(folder: string): string[]
}

/** @throws MlflowError CONFIGURATION where there is no file system */
export function localFiles(): LocalFiles {
  const fs = builtin('fs')
  const path = builtin('path')
  if (!fs || !path) throw new MlflowError('CONFIGURATION', 'There are no files here: hand over a Blob, a stream or a text.')
  const missing = (file: string): never => {
    throw new MlflowError('CONFIGURATION', `There is no file ${file}.`)
  }
  return {
    open: async (file) => {
      if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) missing(file)
      return { name: path.basename(file), blob: await fs.openAsBlob(file) }
    },
    write: async (file, body) => {
      fs.mkdirSync(path.dirname(file), { recursive: true })
      // Not made of the file's name, which may be as long as names can be.
      const part = path.join(path.dirname(file), `.${randomHex(8)}.part`)
      try {
        const handle = await fs.promises.open(part, 'w')
        try {
          const stream = typeof body === 'string' || body instanceof Uint8Array || body instanceof Blob ? new Blob([body]).stream() : body
          for await (const chunk of stream) await handle.write(chunk)
        } finally {
          await handle.close()
        }
        fs.renameSync(part, file)
      } catch (error) {
        fs.rmSync(part, { force: true })
        throw error
      }
    },
    walk: (folder) => {
      if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) missing(folder)
      const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
      return names.filter((name) => fs.statSync(path.join(folder, name)).isFile()).map((name) => name.split(path.sep).join('/'))
    },
  }
}
