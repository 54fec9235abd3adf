import { Button } from '../../controls/Button.tsx'
import { Menu } from '../../controls/overlays.tsx'
import { IconEye, IconEyeOff } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { CHART_MODES, CHART_MODE_NAMES, type ChartMode } from './in-charts.ts'

/** Which runs of the table are drawn in charts; `e` shows and hides single ones. */
export function InChartsMenu({
  mode,
  changed,
  onMode,
}: {
  mode: ChartMode
  /** Runs that were shown or hidden one by one. */
  changed: number
  onMode: (mode: ChartMode) => void
}): ReactNode {
  const name = CHART_MODE_NAMES[mode]
  const label =
    mode === 'all' && changed === 0 ? 'Show in charts' : `In charts: ${name.toLowerCase()}${changed > 0 ? ` (${changed} changed)` : ''}`
  const Icon = mode === 'all' && changed === 0 ? IconEye : IconEyeOff
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button aria-label={label} title={label} leftSection={<Icon size={14} />}>
          {mode === 'all' ? 'In charts' : name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Show in charts</Menu.Label>
        <Menu.RadioGroup value={mode} onChange={(value) => CHART_MODES.filter((one) => one === value).forEach(onMode)}>
          {CHART_MODES.map((one) => (
            <Menu.RadioItem key={one} value={one} closeMenuOnClick>
              {CHART_MODE_NAMES[one]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        {changed > 0 && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => onMode(mode)}>Undo {changed === 1 ? 'the change' : `the ${changed} changes`} by hand</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
