import type { SideName } from '../bench.ts'
import { LONG_KEY, LONG_POINTS, type LongRuns } from './database.ts'

/** What pages are opened on; the same ids on both sides. */
export interface Places {
  /** An experiment of 500 runs. */
  experiment: string
  experimentName: string
  /** Its newest run. */
  run: string
  runName: string
  /** Its newest hundred runs. */
  runs: readonly string[]
  /** The run with a million points, and its experiment. */
  longRun: string
  longExperiment: string
  /** Runs with a million points together, and their experiment. */
  many: LongRuns['many']
  model: string
  /** A model that was seeded with versions, tags and aliases. */
  seededModel: string
}

/** A page that both sides have. */
export interface Page {
  name: string
  path: Readonly<Record<SideName, (places: Places) => string>>
  /** Done on a side before each of its visits. */
  before?: (url: string, places: Places) => Promise<void>
  /** Runs in the page: whether what the reader came for is there. `wanted` is a text that only the loaded page has. */
  ready: Readonly<Record<SideName, string>>
  wanted: (places: Places) => string
  /** ms. */
  target: number
  /** MB (10^6 bytes) that may travel. */
  transfer?: number
  /** Calls of the API. */
  calls?: number
  /** MiB of JavaScript's heap. */
  heap?: number
}

/** A text that stands in the page's content. */
const TEXT = `document.body.innerText.includes(wanted)`
/** Something was drawn: MLflow draws SVG, Tailrace on a canvas with a label of its points. */
const DRAWN_SVG = `document.querySelector('.js-plotly-plot .main-svg path.js-line, .js-plotly-plot .scatterlayer path, .js-plotly-plot .barlayer path') !== null`
const DRAWN_CANVAS = `document.querySelector('.uplot canvas') !== null && document.body.innerText.includes(wanted)`
const both = (path: (places: Places) => string): Page['path'] => ({ original: path, tailrace: path })
const bothReady = (ready: string): Page['ready'] => ({ original: ready, tailrace: ready })
export const list = (ids: readonly string[]): string => encodeURIComponent(JSON.stringify(ids))

/** Logs one more point of the long metric, behind its others. */
async function logPoint(url: string, { longRun }: Places): Promise<void> {
  const step = LONG_POINTS + Math.floor(performance.now() / 1000)
  const body = { run_id: longRun, key: LONG_KEY, value: 0.5, timestamp: Date.now(), step }
  const reply = await fetch(`${url}/api/2.0/mlflow/runs/log-metric`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!reply.ok) throw new Error(`a point could not be logged: ${reply.status} ${await reply.text()}`)
}

/** The metrics of runs whose curves are compared. */
const CURVES = ['loss', 'accuracy', 'val_loss', 'val_accuracy']

const LONG: Page = {
  name: 'a metric of a million points',
  path: both(({ longExperiment, longRun }) => `/experiments/${longExperiment}/runs/${longRun}/model-metrics`),
  ready: { original: DRAWN_SVG, tailrace: DRAWN_CANVAS },
  wanted: () => LONG_KEY,
  target: 900,
}

/** In the order of the table; the targets are its "To reach". */
export const PAGES: readonly Page[] = [
  {
    name: 'experiments list',
    path: both(() => '/experiments'),
    ready: bothReady(`[...document.querySelectorAll('table,[role=grid],[role=table]')].some((table) => table.innerText.includes(wanted))`),
    wanted: ({ experimentName }) => experimentName,
    target: 400,
  },
  {
    name: 'runs table, 500 runs',
    path: both(({ experiment }) => `/experiments/${experiment}/runs`),
    ready: bothReady(TEXT),
    wanted: ({ runName }) => runName,
    target: 400,
    transfer: 0.7,
    calls: 4,
    heap: 35,
  },
  {
    name: 'chart view',
    path: {
      original: ({ experiment }) => `/experiments/${experiment}/runs?compareRunsMode=CHART`,
      tailrace: ({ experiment }) => `/experiments/${experiment}/runs?view=charts`,
    },
    ready: { original: DRAWN_SVG, tailrace: DRAWN_CANVAS },
    wanted: () => 'points',
    target: 900,
    transfer: 1,
  },
  {
    name: 'compare 100 runs',
    path: both(({ runs, experiment }) => `/compare-runs?runs=${list(runs)}&experiments=${list([experiment])}`),
    ready: bothReady(TEXT),
    wanted: ({ runName }) => runName,
    target: 800,
    calls: 5,
  },
  {
    name: 'compare 10 runs, with curves',
    // MLflow draws curves on a page of their own.
    path: {
      original: ({ runs, experiment }) =>
        `/metric?runs=${list(runs.slice(0, 10))}&metric=${encodeURIComponent('"loss"')}&plot_metric_keys=${list(CURVES)}&experiments=${list([experiment])}`,
      tailrace: ({ runs, experiment }) => `/compare-runs?runs=${list(runs.slice(0, 10))}&experiments=${list([experiment])}`,
    },
    ready: { original: DRAWN_SVG, tailrace: `${DRAWN_CANVAS} && document.querySelectorAll('.uplot canvas').length >= ${CURVES.length}` },
    wanted: ({ runName }) => runName,
    target: 900,
  },
  {
    name: 'run overview',
    path: both(({ experiment, run }) => `/experiments/${experiment}/runs/${run}`),
    ready: bothReady(TEXT),
    wanted: () => 'learning_rate',
    target: 400,
  },
  {
    name: 'run files',
    path: both(({ experiment, run }) => `/experiments/${experiment}/runs/${run}/artifacts/notes.txt`),
    ready: bothReady(TEXT),
    wanted: () => 'the text of the notes',
    target: 400,
  },
  LONG,
  { ...LONG, name: 'the same while the run goes on: a point is logged before each visit', before: logPoint },
  { name: 'models list, 500 models', path: both(() => '/models'), ready: bothReady(TEXT), wanted: ({ model }) => model, target: 350 },
  {
    name: 'model with 10 versions',
    path: both(({ seededModel }) => `/models/${seededModel}`),
    ready: bothReady(TEXT),
    wanted: () => 'champion',
    target: 350,
  },
  {
    name: 'model version',
    path: both(({ model }) => `/models/${model}/versions/1`),
    ready: bothReady(TEXT),
    wanted: () => 'what this version is',
    target: 350,
  },
]
