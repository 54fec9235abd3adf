import type { Readable } from 'node:stream'
import type { ByteRange, ResolvedRange } from './range.ts'
import type { SafePath } from '@tailrace/contract'

/** An entry of a listing, as it travels. `path` is relative to the store's root; directories and empty files have no size. */
export interface FileInfo {
  path: SafePath
  is_dir: boolean
  /** Bytes. */
  file_size?: number
}

/** Hears of an entry that a listing leaves out: its path, as readable as it is, and a reason that completes "it ...". */
export type OnSkipped = (path: string, reason: string) => void

/** What is known about a path without reading it. */
export interface ArtifactStat {
  readonly is_dir: boolean
  /** Bytes; 0 for a directory. */
  readonly size: number
  readonly modified: Date
  /** Strong entity tag with its quotes; it changes with every write. */
  readonly etag: string
}

/** An open file. Its `stream` must be read to the end or destroyed. */
export interface ArtifactContent {
  readonly stream: Readable
  /** Bytes of the whole file, also when only a range is read. */
  readonly size: number
  readonly modified: Date
  /** Strong entity tag with its quotes. */
  readonly etag: string
  /** What the stream carries, when a range was asked for. */
  readonly range?: ResolvedRange
}

/** An address that moves bytes without the server, as it travels. */
export interface PresignedUrl {
  url: string
  headers: Record<string, string>
  /** Bytes; only known for downloads. */
  file_size?: number
}

/** One part of a multipart upload, as it travels; `part_number` counts from 1. */
export interface MultipartCredential {
  url: string
  part_number: number
  headers: Record<string, string>
}

/** One uploaded part, as it travels. */
export interface MultipartPart {
  part_number: number
  etag: string
  url?: string
}

/** Uploads whose parts clients send straight to an object store. Nothing is visible before `complete`. */
export interface MultipartUploads {
  create(path: SafePath, parts: number): Promise<{ upload_id: string; credentials: MultipartCredential[] }>
  complete(path: SafePath, uploadId: string, parts: readonly MultipartPart[]): Promise<void>
  abort(path: SafePath, uploadId: string): Promise<void>
}

/** Addresses that clients use instead of the server; `seconds` is how long they hold. */
export interface PresignedUrls {
  upload(path: SafePath, seconds: number): Promise<PresignedUrl>
  download(path: SafePath, seconds: number): Promise<PresignedUrl>
}

/**
 * Where artifacts lie. Every path is relative to the store's root, was checked by `parseSafePath`, and is never decoded. Storage that is full or out
 * of reach throws TEMPORARILY_UNAVAILABLE, storage that the server may not use INTERNAL_ERROR; neither names a place of the server.
 */
export interface ArtifactStore {
  /**
   * Lists the entries one level below a directory, sorted by path. A file or a missing path has none. Entries that cannot be an artifact
   * (links that lead out, pipes, sockets, names that are no UTF-8) are left out and reported to `onSkipped`.
   */
  list(path: SafePath, onSkipped?: OnSkipped): Promise<FileInfo[]>
  /**
   * Opens a file, whole or a range of it. Throws RESOURCE_DOES_NOT_EXIST for a missing path, INVALID_PARAMETER_VALUE for a directory,
   * `RangeNotSatisfiable` when no byte of the range exists.
   */
  read(path: SafePath, range?: ByteRange): Promise<ArtifactContent>
  /**
   * Stores a file, replacing one of that path; missing directories are made. Readers see the old file or the new one, whole; when it
   * returns, the file survives a power cut (one before that may leave a new small file cut short: docs/decisions/0021-syncs-of-uploads.md);
   * when it throws, also because the source threw, nothing has changed. Chunks belong to the store, which may free their memory: sources
   * must not use them again. Throws INVALID_PARAMETER_VALUE when the path is a directory or lies below a file.
   */
  write(path: SafePath, source: AsyncIterable<Uint8Array>): Promise<void>
  /** Deletes a file or a tree; one that is missing is no error. Throws INVALID_PARAMETER_VALUE for the root. */
  delete(path: SafePath): Promise<void>
  /** What lies at a path, undefined if nothing does. */
  stat(path: SafePath): Promise<ArtifactStat | undefined>
  /** Absent where clients cannot reach the storage themselves. */
  readonly multipart?: MultipartUploads
  /** Absent where clients cannot reach the storage themselves. */
  readonly presigned?: PresignedUrls
}
