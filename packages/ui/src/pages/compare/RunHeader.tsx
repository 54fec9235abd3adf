import { IconArrowLeft, IconArrowRight, IconDots, IconTarget, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { IconButton } from '../../controls/Button.tsx'
import { Link } from '../../controls/Link.tsx'
import { Menu } from '../../controls/overlays.tsx'
import { StatusIcon } from '../../controls/StatusIcon.tsx'
import { links } from '../../links.ts'
import type { ComparedRun } from './compare-rows.ts'
import styles from './compare.module.css'

/** The head of a run's column: its name, and where it stands among the runs. */
export function RunHeader({
  run: { info },
  color,
  at,
  of,
  onMove,
  onRemove,
}: {
  run: ComparedRun
  color: string | undefined
  at: number
  of: number
  onMove: (to: number) => void
  onRemove: () => void
}): ReactNode {
  const name = info.run_name || info.run_id
  return (
    <span className={styles['run']}>
      <span className={styles['dot']} style={{ background: color }} />
      <StatusIcon status={info.status} />
      <Link to={links.run(info.experiment_id, info.run_id)} className="cut" title={`${name}\n${info.run_id}`}>
        {name}
      </Link>
      {at === 0 && of > 1 && <span className="dim">base</span>}
      {of > 1 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <IconButton aria-label={`Actions on ${name}`} size={24}>
              <IconDots size={14} />
            </IconButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconTarget size={14} />} disabled={at === 0} onClick={() => onMove(0)}>
              Set as baseline
            </Menu.Item>
            <Menu.Item leftSection={<IconArrowLeft size={14} />} disabled={at === 0} onClick={() => onMove(at - 1)}>
              Move left
            </Menu.Item>
            <Menu.Item leftSection={<IconArrowRight size={14} />} disabled={at === of - 1} onClick={() => onMove(at + 1)}>
              Move right
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item leftSection={<IconX size={14} />} onClick={onRemove}>
              Remove from comparison
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </span>
  )
}
