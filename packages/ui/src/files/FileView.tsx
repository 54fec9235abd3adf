import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { EmptyState } from '../controls/EmptyState.tsx'
import { later } from '../controls/later.tsx'
import { bytes } from '../format.ts'
import { Broken } from './Broken.tsx'
import { FileHead } from './FileHead.tsx'
import type { FileEntry, FileSource } from './file-source.ts'
import { type FileKind, kindOf, PREVIEW_LIMIT, readsInParts } from './file-kind.ts'
import { nameOf } from './file-tree.ts'
import styles from './files.module.css'
import type { OpenFile } from './read-file.ts'

export type Viewer = (props: { file: OpenFile }) => ReactNode

/** A viewer is fetched with the first file that needs it. */
const VIEWERS: Readonly<Record<FileKind, Viewer & { readonly load: () => Promise<unknown> }>> = {
  audio: later(async () => (await import('./viewers/MediaViewer.tsx')).AudioViewer),
  video: later(async () => (await import('./viewers/MediaViewer.tsx')).VideoViewer),
  code: later(async () => (await import('./viewers/CodeViewer.tsx')).CodeViewer),
  data: later(async () => (await import('./viewers/DataViewer.tsx')).DataViewer),
  geojson: later(async () => (await import('./viewers/GeoJsonViewer.tsx')).GeoJsonViewer),
  html: later(async () => (await import('./viewers/HtmlViewer.tsx')).HtmlViewer),
  image: later(async () => (await import('./viewers/ImageViewer.tsx')).ImageViewer),
  markdown: later(async () => (await import('./viewers/MarkdownViewer.tsx')).MarkdownViewer),
  mlmodel: later(async () => (await import('./viewers/MlmodelViewer.tsx')).MlmodelViewer),
  notebook: later(async () => (await import('./viewers/NotebookViewer.tsx')).NotebookViewer),
  parquet: later(async () => (await import('./viewers/ParquetViewer.tsx')).ParquetViewer),
  pdf: later(async () => (await import('./viewers/PdfViewer.tsx')).PdfViewer),
  table: later(async () => (await import('./viewers/CsvViewer.tsx')).CsvViewer),
  text: later(async () => (await import('./viewers/TextViewer.tsx')).TextViewer),
  unknown: later(async () => (await import('./viewers/UnknownViewer.tsx')).UnknownViewer),
}

/** Fetches the code of the viewer for a file of that name. */
export const loadViewer = (path: string): Promise<unknown> => VIEWERS[kindOf(path)].load()

/** A file: what it is called, how large it is, and what is in it. */
export function FileView({ source, entry }: { source: FileSource; entry: FileEntry }): ReactNode {
  const kind = kindOf(entry.path)
  const size = entry.size ?? 0
  const url = source.url(entry.path)
  const file: OpenFile = { path: entry.path, name: nameOf(entry.path), size, url, key: [...source.key, entry.path, String(size)] }
  const Shown = VIEWERS[kind]
  return (
    <>
      <FileHead source={source} path={entry.path} note={bytes(size)} href={url} what="file" />
      {size === 0 && <EmptyState title="This file is empty" />}
      {size > PREVIEW_LIMIT && !readsInParts(kind) && (
        <EmptyState
          title={`${bytes(size)} are too many for a preview`}
          action={
            <Button component="a" href={url} download>
              Download it
            </Button>
          }
        >
          Files of this kind are shown up to {bytes(PREVIEW_LIMIT)}.
        </EmptyState>
      )}
      {size > 0 && (size <= PREVIEW_LIMIT || readsInParts(kind)) && (
        <div className={styles['content']} data-kind={kind}>
          <Catch file={file}>
            <Shown file={file} />
          </Catch>
        </div>
      )}
    </>
  )
}

/** What a viewer throws becomes a sentence in its place. */
class Catch extends Component<{ file: OpenFile; children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {}

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error }
  }

  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : <Broken file={this.props.file} error={this.state.error} />
  }
}
