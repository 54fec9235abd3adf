import type { SideName } from '../bench.ts'
import { median } from '../statistics.ts'
import type { Heap, Heaps } from './extras.ts'
import type { Page } from './pages.ts'
import type { Visit } from './visit.ts'

/** All counted visits of a page. */
export interface PageFigures {
  page: Page
  visits: Readonly<Record<SideName, readonly Visit[]>>
  failures: readonly string[]
}

interface UiFacts {
  figures: readonly PageFigures[]
  /** Bytes of heap; ms. */
  extras: { heap: Heaps; zoom: number; many: Series; longest: Series | undefined; wide: { first: number; frames: number } }
  command: string
  rounds: number
  browser: string
}

const MEGA = 1e6
const MEBI = 2 ** 20

const of = (visits: readonly Visit[], key: keyof Visit): number => median(visits.map((visit) => visit[key]))
const shown = (value: number, digits = 0): string => (Number.isNaN(value) ? '-' : value.toFixed(digits))
/** ms until a chart of many runs was drawn, and until a zoom into it was. */
interface Series {
  first: number
  zoom: number
}

const seriesLines = (points: string, { first, zoom }: Series): string[] => [
  `| 50 runs of ${points} points in one chart | ${shown(first)} ms | 1,000 ms | ${first <= 1_000 ? 'yes' : 'no'} |`,
  `| zoom into them | ${shown(zoom)} ms | 300 ms | ${zoom <= 300 ? 'yes' : 'no'} |`,
]

/** Whether ten experiments leave the heap where it was, and ten more do: all of it, which in the first ten grows by machine code, and what the page keeps. */
const isSteady = ({ two, ten, twenty }: Heaps): boolean =>
  ten.all <= two.all * 1.15 && twenty.all <= ten.all * 1.05 && [ten, twenty].every(({ objects }) => objects <= two.objects * 1.05)
const within = (value: number, target: number | undefined): boolean => target === undefined || value <= target

/** The section "Web UI" as Markdown. */
export function uiReport({ figures, extras, command, rounds, browser }: UiFacts): string {
  const lines = figures.map(({ page, visits }) => {
    const [theirs, ours] = [visits.original, visits.tailrace]
    const ready = of(ours, 'ready')
    const ratio = of(theirs, 'ready') / ready
    const met = [
      [ready, page.target],
      [of(ours, 'bytes') / MEGA, page.transfer],
      [of(ours, 'calls'), page.calls],
      [of(ours, 'heap') / MEBI, page.heap],
    ].every(([value, target]) => within(value ?? NaN, target))
    const cells = [
      page.name,
      ...[theirs, ours].map((side) => `${shown(of(side, 'ready'))} ms`),
      Number.isNaN(ratio) ? '-' : `${ratio.toFixed(1)}x`,
      `${page.target} ms`,
      ...[theirs, ours].map((side) => `${shown(of(side, 'bytes') / MEGA, 2)} MB`),
      ...[theirs, ours].map((side) => `${shown(of(side, 'requests'))} (${shown(of(side, 'calls'))})`),
      ...[theirs, ours].map((side) => `${shown(of(side, 'heap') / MEBI)} MiB`),
      met && (Number.isNaN(ratio) || ratio >= 4) ? 'yes' : 'no',
    ]
    return `| ${cells.join(' | ')} |`
  })
  const scripts = figures[0] ? of(figures[0].visits.tailrace, 'scriptBytes') : NaN
  const failures = [...new Set(figures.flatMap((each) => each.failures.map((failure) => `- ${each.page.name}, ${failure.split('\n')[0]}`)))]
  const heaps = [extras.heap.two, extras.heap.ten, extras.heap.twenty]
  const mebis = (key: keyof Heap): string => heaps.map((heap) => shown(heap[key] / MEBI, 1)).join(', ')
  return [
    '## Web UI',
    '',
    `Made by \`${command}\`: ${rounds} rounds through all pages, each opened on both sides in turns, in a fresh profile of headless Chromium ${browser} (1440 x 900); medians. Before that every page was opened twice on each side, so that both servers are warm.`,
    'Ready: from the start of the navigation until what the reader came for is there. Met: sooner than the target, within the other budgets of its row, and at',
    'least four times sooner than MLflow. The heap grows by machine code while the first experiments are opened; it is where it was when with that code the second figure is within 15 % of the first and the third within 5 % of the second, and without it both are within 5 % of the first.',
    '',
    '| Page | Original ready | Tailrace ready | Ratio | To reach | Original sent | Tailrace sent | Original requests (API) | Tailrace requests (API) | Original heap | Tailrace heap | Met |',
    `|${' --- |'.repeat(12)}`,
    ...lines,
    '',
    '| Budget | Figure | To reach | Met |',
    '| --- | --- | --- | --- |',
    `| JavaScript of the first route, brotli | ${shown(scripts / 1000)} KB | 250 KB | ${scripts <= 250_000 ? 'yes' : 'no'} |`,
    `| zoom into a million points | ${shown(extras.zoom)} ms | 300 ms | ${extras.zoom <= 300 ? 'yes' : 'no'} |`,
    ...seriesLines('20,000', extras.many),
    ...(extras.longest ? seriesLines('1,000,000', extras.longest) : []),
    `| first rows of 10,000 runs with 200 keys | ${shown(extras.wide.first)} ms | 500 ms | ${extras.wide.first <= 500 ? 'yes' : 'no'} |`,
    `| scrolling them | ${shown(extras.wide.frames)} frames a second | 60 | ${Math.round(extras.wide.frames) >= 60 ? 'yes' : 'no'} |`,
    `| heap after two experiments, after ten more, after another ten | ${mebis('objects')} MiB; with machine code ${mebis('all')} MiB | where it was | ${isSteady(extras.heap) ? 'yes' : 'no'} |`,
    ...(failures.length > 0 ? ['', 'What was not ready in a minute:', '', ...failures] : []),
    '',
  ].join('\n')
}
