import { Component, type ReactNode } from 'react'
import { Button } from '../controls/Button.tsx'
import { EmptyState } from '../controls/EmptyState.tsx'
import { lazyWithPreload } from '../controls/lazy-with-preload.tsx'
import { bytes } from '../format.ts'
import { Broken } from './Broken.tsx'
import { FileHead } from './FileHead.tsx'
import type { FileEntry, FileSource } from './file-source.ts'
import { type FileKind, kindOf, opensAtEnd, PREVIEW_LIMIT, readsInParts } from './file-kind.ts'
import styles from './files.module.css'
import { FIRST, openFile, type OpenFile, readFirst, textQuery } from './read-file.ts'
import { viewerModules } from '../viewer-modules.ts'
import { queries } from '../api/queries.ts'

export type Viewer = (props: { file: OpenFile }) => ReactNode

/** A viewer is fetched with the first file that needs it. */
const VIEWERS: Readonly<Record<FileKind, Viewer & { readonly load: () => Promise<unknown> }>> = {
  audio: lazyWithPreload(async () => (await viewerModules.audio()).AudioViewer),
  video: lazyWithPreload(async () => (await viewerModules.video()).VideoViewer),
  code: lazyWithPreload(async () => (await viewerModules.code()).CodeViewer),
  data: lazyWithPreload(async () => (await viewerModules.data()).DataViewer),
  geojson: lazyWithPreload(async () => (await viewerModules.geojson()).GeoJsonViewer),
  html: lazyWithPreload(async () => (await viewerModules.html()).HtmlViewer),
  image: lazyWithPreload(async () => (await viewerModules.image()).ImageViewer),
  markdown: lazyWithPreload(async () => (await viewerModules.markdown()).MarkdownViewer),
  mlmodel: lazyWithPreload(async () => (await viewerModules.mlmodel()).MlmodelViewer),
  notebook: lazyWithPreload(async () => (await viewerModules.notebook()).NotebookViewer),
  parquet: lazyWithPreload(async () => (await viewerModules.parquet()).ParquetViewer),
  pdf: lazyWithPreload(async () => (await viewerModules.pdf()).PdfViewer),
  table: lazyWithPreload(async () => (await viewerModules.table()).CsvViewer),
  text: lazyWithPreload(async () => (await viewerModules.text()).TextViewer),
  unknown: lazyWithPreload(async () => (await viewerModules.unknown()).UnknownViewer),
}

/** Kinds whose viewers read the whole text. */
const WHOLE: readonly FileKind[] = ['code', 'data', 'html', 'markdown', 'notebook']

/** Fetches the code of a file's viewer, and what that shows first. */
export async function prepareFile(source: FileSource, entry: FileEntry): Promise<void> {
  const kind = kindOf(entry.path)
  const file = openFile(source, entry)
  await Promise.all([
    VIEWERS[kind].load(),
    kind === 'text' && !(opensAtEnd(file.path) && file.size > FIRST) && readFirst(file),
    WHOLE.includes(kind) && file.size <= PREVIEW_LIMIT && queries.ensureQueryData(textQuery(file)),
  ])
}

/** A file: what it is called, how large it is, and what is in it. */
export function FileView({ source, entry }: { source: FileSource; entry: FileEntry }): ReactNode {
  const kind = kindOf(entry.path)
  const file = openFile(source, entry)
  const { size, url } = file
  const Shown = VIEWERS[kind]
  return (
    <>
      <FileHead source={source} path={entry.path} note={bytes(size)} href={url} what="file" />
      {size === 0 && <EmptyState title="This file is empty" />}
      {size > PREVIEW_LIMIT && !readsInParts(kind) && (
        <EmptyState
          title={`${bytes(size)} are too many for a preview`}
          action={
            <Button href={url} download>
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
