/** Code of the viewers by the kind of file (files/file-kind.ts), each fetched with the first file that needs it. */
export const viewerModules = {
  audio: () => import('./files/viewers/MediaViewer.tsx'),
  video: () => import('./files/viewers/MediaViewer.tsx'),
  code: () => import('./files/viewers/CodeViewer.tsx'),
  data: () => import('./files/viewers/DataViewer.tsx'),
  geojson: () => import('./files/viewers/GeoJsonViewer.tsx'),
  html: () => import('./files/viewers/HtmlViewer.tsx'),
  image: () => import('./files/viewers/ImageViewer.tsx'),
  markdown: () => import('./files/viewers/MarkdownViewer.tsx'),
  mlmodel: () => import('./files/viewers/MlmodelViewer.tsx'),
  notebook: () => import('./files/viewers/NotebookViewer.tsx'),
  parquet: () => import('./files/viewers/ParquetViewer.tsx'),
  pdf: () => import('./files/viewers/PdfViewer.tsx'),
  table: () => import('./files/viewers/CsvViewer.tsx'),
  text: () => import('./files/viewers/TextViewer.tsx'),
  unknown: () => import('./files/viewers/UnknownViewer.tsx'),
}
