import { type ReactNode, useMemo, useState } from 'react'
import { Button } from '../../controls/Button.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { Markdown } from '../../controls/Markdown.tsx'
import { Broken } from '../Broken.tsx'
import styles from '../files.module.css'
import { imagesBeside, type OpenFile, useText } from '../read-file.ts'
import { useIsDark } from '../../frame/color-scheme.ts'
import { ansiSpans } from './ansi.ts'
import { highlighted } from './highlight.ts'
import { type NotebookCell, type NotebookOutput, parseNotebook } from './notebook.ts'
import { hostsOf, type ScriptedOutput, scriptedOutputs } from './notebook-scripts.ts'
import { outputHeight, outputStyle } from './output-style.ts'
import { SafeFrame } from './SafeFrame.tsx'
import { ScriptedFrame } from './ScriptedFrame.tsx'
import { RunScripts, ScriptsBar } from './ScriptsBar.tsx'
import { type Consent, useConsent } from './use-consent.ts'
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
  const [consent, allow] = useConsent(file)
  const scripted = useMemo(() => (parsed && !(parsed instanceof Error) ? scriptedOutputs(parsed) : NONE), [parsed])
  const hosts = useMemo(
    () => (consent === 'nothing' ? [] : hostsOf([...scripted.values()].map(({ page }) => page).join(''))),
    [scripted, consent],
  )
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  if (!parsed) return <Loading />
  if (parsed instanceof Error) return <Broken file={file} error={parsed} />
  const run = <RunScripts file={file} onConsent={allow} />
  const scriptsOf = (cell: number) => (place: number) => scripted.get(`${cell} ${place}`)
  return (
    <>
      {scripted.size > 0 && consent !== 'nothing' && <ScriptsBar file={file} consent={consent} hosts={hosts} onConsent={allow} />}
      {scripted.size > 0 && consent === 'nothing' && (
        <div className={styles['bar']} role="note">
          <span>Outputs of this notebook are drawn by scripts, which do not run.</span>
          {run}
        </div>
      )}
      <div className={styles['scroller']} tabIndex={0} role="region" aria-label={`Notebook ${file.name}`}>
        <div className={own['cells']}>
          {parsed.cells.slice(0, most).map((cell, index) => (
            <Cell key={index} cell={cell} language={parsed.language} imageUrl={imageUrl} consent={consent} scriptsOf={scriptsOf(index)} />
          ))}
          {parsed.cells.length > most && <Button onClick={() => setMost(most + PAGE)}>{parsed.cells.length - most} more cells</Button>}
        </div>
      </div>
    </>
  )
}

const NONE: ReadonlyMap<string, ScriptedOutput> = new Map()

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
  consent,
  scriptsOf,
}: {
  cell: NotebookCell
  language: string
  imageUrl: (src: string) => string | undefined
  consent: Consent
  /** What draws an output, when scripts do. */
  scriptsOf: (place: number) => ScriptedOutput | undefined
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
          <Output output={output} scripted={scriptsOf(index)} consent={consent} />
        </div>
      ))}
    </div>
  )
}

function Output({
  output,
  scripted,
  consent,
}: {
  output: NotebookOutput
  scripted: ScriptedOutput | undefined
  consent: Consent
}): ReactNode {
  const isDark = useIsDark()
  if (output.kind === 'image') return <img src={output.url} alt="Output of the cell" />
  if (scripted?.isLibrary) return <p>A library for the outputs below.</p>
  if (scripted && consent !== 'nothing')
    return <ScriptedFrame page={scripted.page} name="Output of the cell" hasNetwork={consent === 'network'} />
  if (scripted?.isEmpty) return <p>Drawn by scripts, which do not run.</p>
  if (output.kind === 'html')
    return <SafeFrame text={output.text} name="Output of the cell" height={outputHeight(output.text)} style={outputStyle(isDark)} />
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
