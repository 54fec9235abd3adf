import { Button } from '../controls/Button.tsx'
import { Switch } from '../controls/Switch.tsx'
import { MultiSelect, NumberInput, Select } from '../controls/overlays.tsx'
import type { ReactNode } from 'react'
import styles from './charts.module.css'
import { useCharts } from './charts-context.ts'
import { ExpressionField } from './ExpressionField.tsx'
import { nameOf, type Panel } from './layout.ts'
import { withKind } from './plot-runs.ts'

/** Choices listed at once; typing narrows them. */
const LIMIT = 200

/** Names of the axes of each kind, in order; `many` take any number. */
const AXES: Readonly<Record<string, readonly string[] | 'many' | 'metrics'>> = {
  line: 'metrics',
  bar: 'metrics',
  difference: 'metrics',
  parallel: 'many',
  scatter: ['x', 'y', 'Color'],
  contour: ['x', 'y', 'Height'],
  box: ['By', 'Value'],
}

/** Scales of numbers on the axes of scatter plots and parallel coordinates, by the panel's `log`. */
const SCALES = [
  { value: 'auto', label: 'auto (log over two decades)' },
  { value: 'true', label: 'logarithmic' },
  { value: 'false', label: 'linear' },
]

/** Choices of axes, grouped. */
function axisChoices(
  params: readonly string[],
  metrics: readonly string[],
): { group: string; items: { value: string; label: string }[] }[] {
  const items = (prefix: 'metrics' | 'params', keys: readonly string[], others: readonly string[]) => {
    const both = new Set(others)
    return keys.map((key) => ({ value: `${prefix}.${key}`, label: both.has(key) ? withKind(key, prefix === 'metrics') : key }))
  }
  return [
    { group: 'Metrics', items: items('metrics', metrics, params) },
    { group: 'Params', items: items('params', params, metrics) },
  ].filter((group) => group.items.length > 0)
}

/** Choice of the axes of a plot. */
export function AxisPickers({
  kind,
  axes,
  params,
  metrics,
  onAxes,
}: {
  kind: string
  axes: readonly string[]
  params: readonly string[]
  metrics: readonly string[]
  onAxes: (axes: string[]) => void
}): ReactNode {
  const names = AXES[kind] ?? []
  const data = axisChoices(names === 'metrics' ? [] : params, metrics)
  const common = { data, searchable: true, limit: LIMIT, comboboxProps: { withinPortal: true, zIndex: 500 } }
  if (typeof names === 'string')
    return (
      <MultiSelect
        {...common}
        label={names === 'metrics' ? 'Metrics' : 'Axes'}
        value={[...axes]}
        onChange={onAxes}
        style={{ maxWidth: 'none', flexBasis: '100%' }}
        hidePickedOptions
      />
    )
  return names.map((label, at) => (
    <Select
      key={label}
      {...common}
      label={label}
      value={axes[at] ?? null}
      clearable={label === 'Color'}
      allowDeselect={false}
      onChange={(value) => {
        const next = names.map((_, place) => (place === at ? value : axes[place]) ?? '')
        onAxes(next.at(-1) === '' && label === 'Color' ? next.slice(0, -1) : next)
      }}
    />
  ))
}

/** Edits a chart in place. */
export function AxesForm({ panel, onChange, onDone }: { panel: Panel; onChange: (panel: Panel) => void; onDone: () => void }): ReactNode {
  const { params, metrics } = useCharts()
  const set = (changes: Partial<Panel>): void => onChange({ ...panel, ...changes })
  const xs = [
    { value: '', label: 'as all charts' },
    { value: 'step', label: 'Step' },
    { value: 'relative', label: 'Relative time' },
    { value: 'time', label: 'Wall time' },
    ...metrics.map((key) => ({ value: `metrics.${key}`, label: key })),
  ]
  const end = (value: number | string): number | undefined => (typeof value === 'number' ? value : undefined)
  return (
    <form
      className={styles['pickers']}
      aria-label="Edit chart"
      onSubmit={(event) => {
        event.preventDefault()
        onDone()
      }}
    >
      {panel.expression === undefined && (
        <AxisPickers kind={panel.kind} axes={panel.axes} params={params} metrics={metrics} onAxes={(axes) => set({ axes })} />
      )}
      {(panel.kind === 'scatter' || panel.kind === 'parallel') && (
        <Select
          label="Scale"
          data={SCALES}
          allowDeselect={false}
          value={panel.log === undefined ? 'auto' : String(panel.log)}
          onChange={(value) => set({ log: value === 'auto' ? undefined : value === 'true' })}
          comboboxProps={{ zIndex: 500 }}
        />
      )}
      {panel.kind === 'line' && (
        <>
          <ExpressionField
            value={panel.expression}
            metrics={metrics}
            onChange={(expression, names) =>
              set({ expression, ...(expression !== undefined && { axes: names.map((name) => `metrics.${name}`) }) })
            }
          />
          <Select
            label="x axis"
            data={xs}
            limit={LIMIT}
            searchable
            allowDeselect={false}
            value={panel.x ?? ''}
            onChange={(value) => set({ x: value || undefined })}
            comboboxProps={{ zIndex: 500 }}
          />
          <NumberInput label="y from" value={panel.low ?? ''} placeholder="auto" onChange={(value) => set({ low: end(value) })} />
          <NumberInput label="y to" value={panel.high ?? ''} placeholder="auto" onChange={(value) => set({ high: end(value) })} />
          <Switch label="Log y" checked={panel.log ?? false} onChange={(log) => set({ log })} />
        </>
      )}
      <Button
        type="submit"
        style={{ flex: 'none', minWidth: 64 }}
        title={`Done with ${panel.expression ?? panel.axes.map(nameOf).join(', ')}`}
      >
        Done
      </Button>
    </form>
  )
}
