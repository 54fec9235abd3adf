import { setColorScheme, useColorScheme } from './color-scheme.ts'
import { IconButton } from '../controls/Button.tsx'
import { tip } from '../controls/tip.tsx'
import {
  IconBox,
  IconDeviceDesktop,
  IconFlask,
  IconHome,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconListDetails,
  IconMoon,
  IconSettings,
  IconSun,
  IconTrash,
} from '@tabler/icons-react'
import { Link } from '../controls/Link.tsx'
import type { ReactNode } from 'react'
import mark from '../tailrace.svg?inline'
import { useIsShown } from '../location.ts'
import { ExperimentTree } from './ExperimentTree.tsx'
import styles from './Rail.module.css'

const PLACES = [
  { href: '/', name: 'Home', keys: 'g h', icon: IconHome, is: (path: string) => path === '/' },
  {
    href: '/runs',
    name: 'Runs',
    keys: 'g r',
    icon: IconListDetails,
    is: (path: string) => /^\/(runs|compare-(runs|experiments))/.test(path),
  },
  { href: '/experiments', name: 'Experiments', keys: 'g e', icon: IconFlask, is: (path: string) => path === '/experiments' },
  { href: '/models', name: 'Models', keys: 'g m', icon: IconBox, is: (path: string) => /^\/(models|compare-model)/.test(path) },
] as const
const BELOW = [
  { href: '/trash', name: 'Trash', icon: IconTrash, is: (path: string) => path === '/trash' },
  { href: '/settings', name: 'Settings', icon: IconSettings, is: (path: string) => path.startsWith('/settings') },
] as const

type Place = (typeof PLACES)[number] | ((typeof BELOW)[number] & { keys?: string })

/** The places of the UI and the experiments; `narrow` shows icons alone. */
export function Rail({ narrow, onNarrow }: { narrow: boolean; onNarrow?: () => void }): ReactNode {
  const item = (place: Place): ReactNode => <Item key={place.href} {...place} narrow={narrow} />
  return (
    <>
      <Link to="/" className={styles['brand'] ?? ''} aria-label="Tailrace, home">
        <img src={mark} alt="" width={20} height={20} />
        {!narrow && 'tailrace'}
      </Link>
      <ul className={styles['list']}>{PLACES.map(item)}</ul>
      {narrow ? <div className={styles['tree']} /> : <ExperimentTree />}
      <div className={styles['foot']}>
        <ul className={styles['list']}>{BELOW.map(item)}</ul>
        <div style={{ display: 'flex', flexDirection: narrow ? 'column' : 'row', gap: 4, padding: '0 10px 6px' }}>
          <ThemeSwitch />
          {onNarrow && (
            <IconButton
              {...tip(narrow ? 'Wide rail' : 'Narrow rail', 'right')}
              aria-label={narrow ? 'Make the rail wide' : 'Make the rail narrow'}
              onClick={onNarrow}
            >
              {narrow ? <IconLayoutSidebarLeftExpand size={16} /> : <IconLayoutSidebarLeftCollapse size={16} />}
            </IconButton>
          )}
        </div>
      </div>
    </>
  )
}

function Item({ href, name, icon: Icon, is, keys, narrow }: Place & { narrow: boolean }): ReactNode {
  const isCurrent = useIsShown(({ path }) => is(path))
  return (
    <li>
      <Link
        {...(narrow && tip(name, 'right'))}
        to={href}
        className={styles['item'] ?? ''}
        {...(narrow && { 'aria-label': name })}
        aria-current={isCurrent ? 'page' : undefined}
      >
        <Icon size={16} stroke={1.6} style={{ flex: 'none' }} />
        {!narrow && <span>{name}</span>}
        {!narrow && keys && <kbd aria-hidden="true">{keys}</kbd>}
      </Link>
    </li>
  )
}

const NEXT = { auto: 'light', light: 'dark', dark: 'auto' } as const
const THEMES = { auto: ['as the system', IconDeviceDesktop], light: ['light', IconSun], dark: ['dark', IconMoon] } as const

function ThemeSwitch(): ReactNode {
  const colorScheme = useColorScheme()
  const [name, Icon] = THEMES[colorScheme]
  return (
    <IconButton {...tip(`Theme: ${name}`, 'right')} aria-label={`Theme: ${name}`} onClick={() => setColorScheme(NEXT[colorScheme])}>
      <Icon size={16} />
    </IconButton>
  )
}
