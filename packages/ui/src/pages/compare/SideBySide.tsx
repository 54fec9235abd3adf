import { IconX } from '@tabler/icons-react'
import { useQueries } from '@tanstack/react-query'
import { Button, IconButton } from '../../controls/Button.tsx'
import { Link } from '../../controls/Link.tsx'
import { type ReactNode, useMemo, useState } from 'react'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import type { FileEntry, FileSource } from '../../files/file-source.ts'
import { readRange } from '../../files/read-file.ts'
import { TextLines } from '../../files/viewers/TextLines.tsx'
import { bytes, plural } from '../../format.ts'
import { links } from '../../links.ts'
import type { ComparedRun } from './compare-rows.ts'
import styles from './compare.module.css'
import { type SharedRow, besideAs, linesBeyond } from './shared-files.ts'

/** Files that stand side by side at first, and with each "more". */
const STEP = 6
/** px of a line, and of the longest text before it scrolls. */
const LINE = 18
const MOST_HEIGHT = 360
/** Bytes of a text that are read. */
const MOST_TEXT = 256 * 1024

interface Pane {
  run: ComparedRun
  source: FileSource
  entry: FileEntry
}

/** One path of several runs: texts with what the first one lacks marked, pictures; other kinds lead to their run's page. */
export function SideBySide({
  runs,
  colors,
  sources,
  row,
  onClose,
}: {
  runs: readonly ComparedRun[]
  colors: ReadonlyMap<string, string>
  sources: readonly FileSource[]
  row: SharedRow
  onClose: () => void
}): ReactNode {
  const [most, setMost] = useState(STEP)
  const all = row.entries.flatMap((entry, index): Pane[] => {
    const [run, source] = [runs[index], sources[index]]
    return entry && run && source ? [{ run, source, entry }] : []
  })
  const panes = all.slice(0, most)
  const kind = besideAs(row.path)
  const texts = useTexts(kind === 'text' ? panes : [])
  return (
    <section className={styles['beside']} aria-label={`${row.path} side by side`}>
      <div className={styles['bar']}>
        <h3 className="cut" title={row.path}>
          {row.path}
        </h3>
        <span className="dim">{plural(all.length, 'run')}</span>
        <div style={{ flex: 1 }} />
        {all.length > most && <Button onClick={() => setMost(most + STEP)}>{Math.min(STEP, all.length - most)} more</Button>}
        <IconButton aria-label={`Close ${row.path}`} onClick={onClose} size={28}>
          <IconX size={16} />
        </IconButton>
      </div>
      <div className={styles['panes']}>
        {panes.map(({ run, source, entry }, index) => {
          const { info } = run
          return (
            <div key={info.run_id} className={styles['pane']} role="group" aria-label={info.run_name || info.run_id}>
              <div className={styles['paneHead']}>
                <span className={styles['dot']} style={{ background: colors.get(info.run_id) }} />
                <Link className="cut" to={links.file(info.experiment_id, info.run_id, entry.path)} title={info.run_name}>
                  {info.run_name || info.run_id}
                </Link>
                <span className="dim">{bytes(entry.size)}</span>
              </div>
              {kind === 'image' && <Picture source={source} entry={entry} name={info.run_name || info.run_id} />}
              {kind === 'text' && (
                <Text text={texts[index]} base={texts[0]} isBase={index === 0} entry={entry} name={info.run_name || info.run_id} />
              )}
              {kind === undefined && <p className="dim">Files of this kind are shown on the page of their run.</p>}
            </div>
          )
        })}
      </div>
    </section>
  )
}

function Picture({ source, entry, name }: { source: FileSource; entry: FileEntry; name: string }): ReactNode {
  const [failed, setFailed] = useState(false)
  if (failed) return <p className="dim">It does not hold a picture that browsers know.</p>
  return <img src={source.url(entry.path)} alt={`${entry.path} of ${name}`} loading="lazy" onError={() => setFailed(true)} />
}

interface ReadText {
  lines: readonly string[] | undefined
  error: unknown
  retry: () => void
}

function useTexts(panes: readonly Pane[]): ReadText[] {
  const answers = useQueries({
    queries: panes.map(({ source, entry }) => ({
      queryKey: [...source.key, entry.path, String(entry.size), 'first lines'],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const start = await readRange(source.url(entry.path), 0, Math.min(entry.size ?? 0, MOST_TEXT), signal)
        return new TextDecoder()
          .decode(start)
          .replace(/\r?\n$/, '')
          .split(/\r?\n/)
      },
      staleTime: 30_000,
      gcTime: 60_000,
    })),
  })
  return answers.map(({ data, error, refetch }) => ({ lines: data, error, retry: () => void refetch() }))
}

function Text({
  text,
  base,
  isBase,
  entry: { size = 0 },
  name,
}: {
  text: ReadText | undefined
  base: ReadText | undefined
  isBase: boolean
  entry: FileEntry
  name: string
}): ReactNode {
  const lines = text?.lines
  const others = isBase ? undefined : base?.lines
  const marked = useMemo(() => (lines && others ? linesBeyond(lines, others) : undefined), [lines, others])
  if (text?.error) return <ErrorState error={text.error} retry={text.retry} />
  if (!lines) return <Loading rows={3} what={`Reading the file of ${name}`} />
  const isSame = marked?.size === 0 && lines.length === others?.length
  return (
    <>
      <p className={styles['paneNote']}>
        {size > MOST_TEXT ? `first ${bytes(MOST_TEXT)}` : plural(lines.length, 'line')}
        {marked && (isSame ? ' · the same lines' : ` · ${plural(marked.size, 'line')} not in the first`)}
      </p>
      <div className={styles['paneText']} style={{ height: Math.min(MOST_HEIGHT, lines.length * LINE + LINE) }}>
        <TextLines lines={lines} name={`the file of ${name}`} marked={marked} />
      </div>
    </>
  )
}
