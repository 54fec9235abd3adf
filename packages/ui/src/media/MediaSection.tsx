import { useLocalStorage } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Button, IconButton } from '../controls/Button.tsx'
import type { ChartRun } from '../charts/chart-run.ts'
import { crosshairOf } from '../charts/crosshair.ts'
import { count, plural } from '../format.ts'
import { useQueryState } from '../location.ts'
import { Lightbox, type Shown } from './Lightbox.tsx'
import { MediaCell } from './MediaCell.tsx'
import { type MediaKind, type MediaRow, mediaRows, stepsOf } from './media-items.ts'
import styles from './media.module.css'
import { useMedia } from './run-media.ts'

/** Rows that are drawn at first, and with each "more". */
const ROWS = 8
const SIZES = { min: 80, max: 480, initial: 160 } as const
/** How far outside of the window files are already asked for. */
const MARGIN = '400px'

/**
 * Images, audio, video and tables that runs logged: a row a key, a column a run, at the step of the slider, which moves with the crosshair of the
 * charts of `syncKey`. Nothing when there are none: then `none`. With `only` it shows one kind and has no heading of its own.
 */
export function MediaSection({
  runs,
  syncKey,
  none,
  only,
}: {
  runs: readonly ChartRun[]
  syncKey?: string
  none?: ReactNode
  only?: MediaKind
}): ReactNode {
  const place = useRef<HTMLElement>(null)
  const isNear = useIsNear(place)
  const { media, isLoading, isPartial } = useMedia(runs, isNear || none !== undefined)
  const rows = useMemo(
    () =>
      mediaRows(media.map(({ run, items }) => ({ run_id: run.run_id, items }))).filter(({ kind }) => only === undefined || kind === only),
    [only, media.map(({ run, items }) => `${run.run_id} ${items.map(({ path }) => path).join('\n')}`).join('\n')],
  )
  const columns = media.flatMap(({ run }) => (rows.some(({ cells }) => cells.has(run.run_id)) ? [run] : []))
  if (rows.length === 0) return <section ref={place}>{!isLoading && none}</section>
  return (
    <section ref={place} className={styles['section']} aria-label={only === undefined ? 'Media' : 'Images'}>
      <Media rows={rows} runs={columns} syncKey={syncKey} isPartial={isPartial} isTitled={only === undefined} />
    </section>
  )
}

function Media({
  rows,
  runs,
  syncKey,
  isPartial,
  isTitled,
}: {
  rows: readonly MediaRow[]
  runs: readonly ChartRun[]
  syncKey: string | undefined
  isPartial: boolean
  isTitled: boolean
}): ReactNode {
  const [size, setSize] = useLocalStorage<number>({
    key: 'tailrace.media.size',
    defaultValue: SIZES.initial,
    getInitialValueInEffect: false,
  })
  const [most, setMost] = useState(ROWS)
  const [shown, show] = useState<Shown | undefined>()
  const steps = useMemo(() => stepsOf(rows), [rows])
  const [step, setStep] = useStep(steps, syncKey)
  const files = rows.reduce((sum, { cells }) => sum + [...cells.values()].reduce((all, items) => all + items.length, 0), 0)
  return (
    <>
      <header className={styles['head']}>
        {isTitled && <h2>Media</h2>}
        <span className="dim">
          {isTitled && plural(files, 'file')}
          {isTitled && runs.length > 1 && ` · ${plural(runs.length, 'run')}`}
          {isPartial && ' · some folders were left out'}
        </span>
        <span style={{ flex: 1 }} />
        {steps.length > 1 && <StepSlider steps={steps} step={step} onStep={setStep} />}
        <label className={styles['slider']}>
          Size
          <input
            type="range"
            aria-label="Size"
            min={SIZES.min}
            max={SIZES.max}
            step={20}
            value={size}
            onChange={(event) => setSize(Number(event.currentTarget.value))}
          />
        </label>
      </header>
      <div
        className={styles['rows']}
        data-single={runs.length === 1 || undefined}
        style={{ '--media': `${size}px` } as React.CSSProperties}
      >
        {rows.slice(0, most).map((row) => (
          <Row key={`${row.kind} ${row.key}`} row={row} runs={runs} step={step} onShow={show} />
        ))}
      </div>
      {rows.length > most && (
        <Button style={{ alignSelf: 'start' }} onClick={() => setMost(most + ROWS)}>
          Show {Math.min(ROWS, rows.length - most)} more of {count(rows.length - most)}
        </Button>
      )}
      {shown && <Lightbox shown={shown} onStep={setStep} onShow={show} />}
    </>
  )
}

function Row({
  row,
  runs,
  step,
  onShow,
}: {
  row: MediaRow
  runs: readonly ChartRun[]
  step: number
  onShow: (shown: Shown) => void
}): ReactNode {
  return (
    <div role="group" aria-label={row.key} className={styles['row']}>
      <h3 className="cut" title={row.key}>
        {row.key}
      </h3>
      <div className={styles['cells']} data-gallery={row.isGallery || undefined}>
        {runs.map((run) => {
          const items = row.cells.get(run.run_id) ?? []
          return (
            <div key={run.run_id} className={styles['column']}>
              {runs.length > 1 && (
                <div className={styles['run']} title={run.name}>
                  <span className={styles['dot']} style={{ background: run.color }} />
                  <span className="cut">{run.name}</span>
                </div>
              )}
              <MediaCell run={run} items={items} step={step} isGallery={row.isGallery} onShow={(at) => onShow({ run, items, at })} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** The steps that there are, as a slider with arrows. */
function StepSlider({ steps, step, onStep }: { steps: readonly number[]; step: number; onStep: (step: number) => void }): ReactNode {
  const at = Math.max(
    0,
    steps.findLastIndex((each) => each <= step),
  )
  const go = (to: number): void => onStep(steps[Math.max(0, Math.min(steps.length - 1, to))] ?? step)
  return (
    <div className={styles['slider']}>
      <IconButton aria-label="Previous step" disabled={at === 0} onClick={() => go(at - 1)}>
        <IconChevronLeft size={16} />
      </IconButton>
      <input
        type="range"
        aria-label="Step"
        aria-valuetext={`step ${steps[at] ?? 0}`}
        min={0}
        max={steps.length - 1}
        value={at}
        style={{ width: 180 }}
        onChange={(event) => go(Number(event.currentTarget.value))}
      />
      <IconButton aria-label="Next step" disabled={at === steps.length - 1} onClick={() => go(at + 1)}>
        <IconChevronRight size={16} />
      </IconButton>
      <output className={styles['step']}>Step {count(steps[at] ?? 0)}</output>
    </div>
  )
}

/** The step that is shown: the one under the crosshair, else the chosen one (`step` in the address), else the last. */
function useStep(steps: readonly number[], syncKey: string | undefined): [step: number, choose: (step: number) => void] {
  const [text, setText] = useQueryState('step')
  const [pointed, setPointed] = useState<number | undefined>()
  const chosen = text !== '' && Number.isFinite(Number(text)) ? Number(text) : (steps.at(-1) ?? 0)
  useEffect(() => {
    if (syncKey === undefined) return
    const { pointed: listeners } = crosshairOf(syncKey)
    let waiting: ReturnType<typeof setTimeout> | undefined
    // The pointer passes many steps on its way, and each would fetch its images.
    const listener = (step: number | undefined): void => {
      clearTimeout(waiting)
      waiting = setTimeout(() => setPointed(step), 40)
    }
    listeners.add(listener)
    return () => {
      clearTimeout(waiting)
      listeners.delete(listener)
    }
  }, [syncKey])
  const choose = (step: number): void => {
    setText(String(step), 'replace')
    if (syncKey !== undefined) for (const mark of crosshairOf(syncKey).marked) mark(step)
  }
  return [pointed ?? chosen, choose]
}

/** Whether an element has come near the window; then it stays so. */
function useIsNear(place: React.RefObject<HTMLElement | null>): boolean {
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    const element = place.current
    if (!element || isNear) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), { rootMargin: MARGIN })
    observer.observe(element)
    return () => observer.disconnect()
  }, [isNear, place])
  return isNear
}
