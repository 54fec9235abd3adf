import { type ReactNode, useMemo, useState } from 'react'
import { Button } from '../../controls/Button.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { Markdown } from '../../controls/Markdown.tsx'
import { Broken } from '../Broken.tsx'
import styles from '../files.module.css'
import { imagesBeside, type OpenFile, useText } from '../read-file.ts'
import { ansiSpans } from './ansi.ts'
import { highlighted } from './highlight.ts'
import { type NotebookCell, type NotebookOutput, parseNotebook } from './notebook.ts'
import { SafeFrame } from './SafeFrame.tsx'
import own from './viewers.module.css'

/** Cells that are drawn at first. */
const PAGE = 100
/** Lines of one output that are drawn. */
const LINES = 400

/** A Jupyter notebook, as it was saved. */
export function NotebookViewer({ file }: { file: OpenFile }): ReactNode {
  const { data, error, refetch } = useText(file)
  const [most, setMost] = useState(PAGE)
  const imageUrl = useMemo(() => imagesBeside(file), [file.url])
  const parsed = useMemo(() => (data === undefined ? undefined : attempt(data)), [data])
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  if (!parsed) return <Loading />
  if (parsed instanceof Error) return <Broken file={file} error={parsed} />
  return (
    <div className={styles['scroller']} tabIndex={0} role="region" aria-label={`Notebook ${file.name}`}>
      <div className={own['cells']}>
        {parsed.cells.slice(0, most).map((cell, index) => (
          <Cell key={index} cell={cell} language={parsed.language} imageUrl={imageUrl} />
        ))}
        {parsed.cells.length > most && <Button onClick={() => setMost(most + PAGE)}>{parsed.cells.length - most} more cells</Button>}
      </div>
    </div>
  )
}

function attempt(text: string): ReturnType<typeof parseNotebook> | Error {
  try {
    return parseNotebook(text)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function Cell({
  cell,
  language,
  imageUrl,
}: {
  cell: NotebookCell
  language: string
  imageUrl: (src: string) => string | undefined
}): ReactNode {
  if (cell.kind === 'markdown') return <Markdown text={cell.source} imageUrl={imageUrl} />
  if (cell.kind === 'raw') return <pre className={own['cell']}>{cell.source}</pre>
  const html = highlighted(cell.source, language)
  return (
    <div className={own['cell']}>
      <header>[{cell.count ?? ' '}]</header>
      <div className={own['code']}>
        {/* The highlighter escapes what stands in the file. */}
        {html === undefined ? <pre tabIndex={0}>{cell.source}</pre> : <pre tabIndex={0} dangerouslySetInnerHTML={{ __html: html }} />}
      </div>
      {cell.outputs.map((output, index) => (
        <div key={index} className={own['output']} data-error={(output.kind === 'text' && output.error) || undefined}>
          <Output output={output} />
        </div>
      ))}
    </div>
  )
}

function Output({ output }: { output: NotebookOutput }): ReactNode {
  if (output.kind === 'image') return <img src={output.url} alt="Output of the cell" />
  if (output.kind === 'html') return <SafeFrame text={output.text} name="Output of the cell" height={240} />
  if (output.kind === 'markdown') return <Markdown text={output.text} />
  const lines = output.text.split('\n')
  return (
    <pre tabIndex={0}>
      {lines.slice(0, LINES).map((line, index) => (
        <span key={index}>
          {ansiSpans(line).map(({ text, color, bold }, at) => (
            <span key={at} className={[color !== undefined && own[`ansi${color}`], bold && own['bold']].filter(Boolean).join(' ')}>
              {text}
            </span>
          ))}
          {'\n'}
        </span>
      ))}
      {lines.length > LINES && `… ${lines.length - LINES} more lines`}
    </pre>
  )
}
