import { Menu } from '../../controls/overlays.tsx'
import { IconMathMaxMin } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ColumnView } from '../../table/column-view.ts'
import type { Shown } from '../../table/shown-value.ts'

/** Other metrics that are offered. */
const MOST_LEADERS = 12

/** Part of the menu of a metric's head: the last value, an extreme, or the value at the best step of another metric. */
export function ShowMenu({
  column: { key, shown },
  leaders,
  onShow,
}: {
  column: ColumnView
  leaders: readonly ColumnView[]
  onShow: (what: Shown | undefined) => void
}): ReactNode {
  const others = leaders.filter((other) => other.key !== key).slice(0, MOST_LEADERS)
  const choices = new Map<string, Shown>([
    ['min', { extreme: 'min' }],
    ['max', { extreme: 'max' }],
    ...others.map((other) => [`at ${other.key}`, { extreme: other.direction === 'up' ? 'max' : 'min', at: other.key }] as const),
  ])
  const chosen = shown ? (shown.at === undefined ? shown.extreme : `at ${shown.at}`) : 'last'
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item leftSection={<IconMathMaxMin size={14} />}>Show</Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown mah="60vh" style={{ overflow: 'auto' }}>
        <Menu.RadioGroup value={chosen} onChange={(value) => onShow(choices.get(value))}>
          <Menu.RadioItem value="last" closeMenuOnClick>
            Last value
          </Menu.RadioItem>
          <Menu.RadioItem value="min" closeMenuOnClick>
            Min
          </Menu.RadioItem>
          <Menu.RadioItem value="max" closeMenuOnClick>
            Max
          </Menu.RadioItem>
          {others.length > 0 && <Menu.Label>At the best step of</Menu.Label>}
          {others.map((other) => (
            <Menu.RadioItem key={other.key} value={`at ${other.key}`} closeMenuOnClick>
              <span className="cut" style={{ display: 'block', maxWidth: 200 }}>
                {other.key}
              </span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  )
}
