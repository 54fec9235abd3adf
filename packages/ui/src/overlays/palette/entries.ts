import type { Icon } from '@tabler/icons-react'
import {
  IconArrowsDiff,
  IconBolt,
  IconBox,
  IconClock,
  IconCopy,
  IconFlask,
  IconHome,
  IconList,
  IconMoon,
  IconPlayerPlay,
  IconPlus,
  IconSettings,
  IconShare2,
  IconSun,
  IconTrash,
} from '@tabler/icons-react'
import type { QueriedRun } from '@tailrace/contract'
import { links } from '../../links.ts'

/** One line of the palette: a place to go to, or something to do. */
export interface Entry {
  readonly id: string
  readonly name: string
  /** Heading that it stands under. */
  readonly group: 'Recent' | 'Runs' | 'Experiments' | 'Models' | 'Pages' | 'Actions'
  readonly icon: Icon
  /** At the right end: the key that does the same, or where it is. */
  readonly hint?: string
  readonly href?: string
  readonly run?: () => void
}

const page = (href: string, name: string, icon: Icon, hint?: string): Entry => ({
  id: href,
  name,
  group: 'Pages',
  icon,
  href,
  ...(hint && { hint }),
})

export const PAGES: readonly Entry[] = [
  page('/', 'Home', IconHome, 'g h'),
  page('/runs', 'Runs', IconPlayerPlay, 'g r'),
  page('/experiments', 'Experiments', IconFlask, 'g e'),
  page('/models', 'Models', IconBox, 'g m'),
  page('/trash', 'Trash', IconTrash),
  page('/settings', 'Settings', IconSettings),
]

/** Icons of actions, by a word of their names; others get a bolt. */
const ACTION_ICONS: readonly (readonly [RegExp, Icon])[] = [
  [/compare/i, IconArrowsDiff],
  [/copy/i, IconCopy],
  [/link/i, IconShare2],
  [/dark/i, IconMoon],
  [/light|theme/i, IconSun],
  [/new|create/i, IconPlus],
  [/column/i, IconList],
]

/** An action; `hint` is its key. */
export const action = (name: string, run: () => void, hint?: string): Entry => ({
  id: `action:${name}`,
  name,
  group: 'Actions',
  icon: ACTION_ICONS.find(([words]) => words.test(name))?.[1] ?? IconBolt,
  run,
  ...(hint && { hint }),
})

export const recent = (href: string, name: string): Entry => ({ id: `recent:${href}`, name, group: 'Recent', icon: IconClock, href })

export const experiment = ({ experiment_id, name }: { experiment_id: string; name: string }): Entry => ({
  id: links.experiment(experiment_id),
  name,
  group: 'Experiments',
  icon: IconFlask,
  href: links.experiment(experiment_id),
})

export const model = ({ name }: { name: string }): Entry => ({
  id: links.model(name),
  name,
  group: 'Models',
  icon: IconBox,
  href: links.model(name),
})

export const run = ({ info }: Pick<QueriedRun, 'info'>): Entry => ({
  id: links.run(info.experiment_id, info.run_id),
  name: info.run_name || info.run_id,
  group: 'Runs',
  icon: IconPlayerPlay,
  hint: info.run_id.slice(0, 8),
  href: links.run(info.experiment_id, info.run_id),
})
