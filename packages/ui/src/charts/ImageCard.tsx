import { useQueries } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { listArtifacts } from '../api/calls.ts'
import { BASE, queryText } from '../api/http.ts'
import { count, plural } from '../format.ts'
import { CardFrame, type CardFrameProps } from './CardFrame.tsx'
import type { ChartRun } from './chart-run.ts'
import styles from './charts.module.css'
import { useCharts } from './charts-context.ts'
import { useImageRuns } from './use-columns.ts'
import { imageAt, imagesIn, type LoggedImage } from './logged-images.ts'

const source = (runId: string, path: string): string => `${BASE}get-artifact${queryText({ run_id: runId, path })}`

interface RunImages {
  run: ChartRun
  images: LoggedImage[]
}

/** Pictures that the drawn runs logged, of one key, at the step of the slider. */
export function ImageCard(props: Omit<CardFrameProps, 'children' | 'content'>): ReactNode {
  const { shown, drawn } = useCharts()
  const found = useImageRuns(shown)
  // As many as there are lines.
  const withImages = (found.data ?? []).slice(0, drawn.length)
  const answers = useQueries({
    queries: withImages.map(({ run_id }) => ({
      queryKey: ['files', run_id, 'images'],
      queryFn: async () => imagesIn(((await listArtifacts({ run_id, path: 'images' })).files ?? []).map(({ path }) => path ?? '')),
      staleTime: 30_000,
    })),
  })
  const all = withImages.map((run, at): RunImages => ({ run, images: answers[at]?.data ?? [] })).filter(({ images }) => images.length > 0)
  const keys = [...new Set(all.flatMap(({ images }) => images.map(({ key }) => key)))]
  const [chosen, choose] = useState('')
  const key = keys.includes(chosen) ? chosen : (keys[0] ?? '')
  const steps = [...new Set(all.flatMap(({ images }) => images.filter((image) => image.key === key).map(({ step }) => step)))].sort(
    (a, b) => a - b,
  )
  const [place, setPlace] = useState(Infinity)
  const at = Math.min(place, steps.length - 1)
  const step = steps[at] ?? 0
  const rows = all.flatMap(({ run, images }) => images.map((image) => [run.name, image.key, image.step, image.path] as const))
  const content = {
    note:
      keys.length > 0
        ? `${all.length < (found.data?.length ?? 0) ? `${all.length} of ` : ''}${plural(found.data?.length ?? 0, 'run')} · ${plural(rows.length, 'image')}`
        : '',
    table: { columns: ['Run', 'Key', 'Step', 'File'], rows },
  }
  const isLoading = found.isLoading || answers.some((answer) => answer.isLoading)
  return (
    <CardFrame {...props} content={content}>
      {keys.length === 0 ? (
        <div className={styles['empty']}>{isLoading ? '' : 'None of these runs logged images.'}</div>
      ) : (
        <>
          <div className={styles['bar']}>
            <label>
              Images
              <select className={styles['select']} value={key} onChange={(event) => choose(event.currentTarget.value)}>
                {keys.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            </label>
            {steps.length > 1 && (
              <label style={{ flex: 1, maxWidth: 480 }}>
                Step {count(step)}
                <input
                  type="range"
                  style={{ flex: 1 }}
                  min={0}
                  max={steps.length - 1}
                  value={at}
                  aria-label="Step"
                  aria-valuetext={`step ${step}`}
                  onChange={(event) => setPlace(Number(event.currentTarget.value))}
                />
              </label>
            )}
          </div>
          <div className={styles['images']}>
            {all.map(({ run, images }) => (
              <Picture key={run.run_id} run={run} image={imageAt(images, key, step)} step={step} />
            ))}
          </div>
        </>
      )}
    </CardFrame>
  )
}

function Picture({ run, image, step }: { run: ChartRun; image: LoggedImage | undefined; step: number }): ReactNode {
  const [broken, setBroken] = useState('')
  if (!image) return null
  const file = source(run.run_id, image.path)
  return (
    <figure>
      {broken === file ? (
        <div className={styles['empty']} style={{ height: 132 }}>
          This image cannot be shown.
        </div>
      ) : (
        <a href={file} target="_blank" rel="noreferrer">
          <img src={file} alt={`${image.key} of ${run.name} at step ${image.step}`} loading="lazy" onError={() => setBroken(file)} />
        </a>
      )}
      <figcaption title={run.name}>
        <span className={styles['dot']} style={{ background: run.color }} />
        <span className="cut">{run.name}</span>
        {image.step !== step && <span>step {count(image.step)}</span>}
      </figcaption>
    </figure>
  )
}
