import { useQuery } from '@tanstack/react-query'
import * as pdf from 'pdfjs-dist'
// oxlint-disable-next-line import/default -- the bundler makes an address of it
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Loading } from '../../controls/Loading.tsx'
import { plural } from '../../format.ts'
import { Broken } from '../Broken.tsx'
import styles from '../files.module.css'
import type { OpenFile } from '../read-file.ts'
import own from './viewers.module.css'

pdf.GlobalWorkerOptions.workerSrc = workerUrl

/** px a page is wide, at most. */
const WIDTH = 900

/** PDF, page below page; a page is drawn when it comes near. No script of a document runs, no code is made from it. */
export function PdfViewer({ file }: { file: OpenFile }): ReactNode {
  const { data, error } = useQuery({
    queryKey: [...file.key, 'pdf'],
    queryFn: () =>
      pdf.getDocument({ url: file.url, useWasm: false, useWorkerFetch: false, disableFontFace: true, enableXfa: false, verbosity: 0 })
        .promise,
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
  })
  useEffect(() => () => void data?.loadingTask.destroy(), [data])
  if (error) return <Broken file={file} error={error} />
  if (!data) return <Loading what="Reading the document" />
  return (
    <>
      <div className={styles['bar']}>{plural(data.numPages, 'page')}</div>
      <div className={own['pages']} tabIndex={0} role="region" aria-label={`Document ${file.name}`}>
        {Array.from({ length: data.numPages }, (_, index) => (
          <Page key={index} document={data} number={index + 1} />
        ))}
      </div>
    </>
  )
}

function Page({ document, number }: { document: pdf.PDFDocumentProxy; number: number }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [near, setNear] = useState(false)
  const [words, setWords] = useState('')
  const [failed, setFailed] = useState<unknown>()
  useEffect(() => {
    if (!canvas.current) return undefined
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), { rootMargin: '600px' })
    watch.observe(canvas.current)
    return () => watch.disconnect()
  }, [])
  useEffect(() => {
    if (!near) return undefined
    let task: pdf.RenderTask | undefined
    let left = false
    const draw = async (): Promise<void> => {
      const page = await document.getPage(number)
      const target = canvas.current
      if (left || !target) return
      const scale = Math.min(2, WIDTH / page.getViewport({ scale: 1 }).width)
      const viewport = page.getViewport({ scale: scale * window.devicePixelRatio })
      target.width = viewport.width
      target.height = viewport.height
      target.style.width = `${viewport.width / window.devicePixelRatio}px`
      task = page.render({ canvas: target, viewport })
      await task.promise
      const { items } = await page.getTextContent()
      if (!left)
        setWords(
          items
            .map((item) => ('str' in item ? item.str : ''))
            .join(' ')
            .slice(0, 4_000),
        )
    }
    draw().catch((error: unknown) => !left && setFailed(error))
    return () => {
      left = true
      task?.cancel()
    }
  }, [near, document, number])
  return (
    <>
      {/* The words of a page for those who do not see the picture. */}
      <canvas ref={canvas} role="img" aria-label={`Page ${number}${words && `: ${words}`}`} width={600} height={800} />
      {failed !== undefined && (
        <span role="alert">
          Page {number} cannot be drawn: {String(failed)}
        </span>
      )}
    </>
  )
}
