import { Button, IconButton } from '../controls/Button.tsx'
import { Drawer, KeySheet, Palette } from '../controls/overlays.tsx'
import { tip, Tips } from '../controls/tip.tsx'
import { useLocalStorage } from '@mantine/hooks'
import { IconMenu2, IconSearch, IconShare2, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useConnection } from '../api/use-connection.ts'
import { queries } from '../api/queries.ts'
import { copyText } from '../copy.ts'
import { useKeptScroll } from '../table/use-kept-scroll.ts'
import { goBackTo, onShown } from '../address.ts'
import { useGo } from '../location.ts'
import styles from './Frame.module.css'
import { keyText } from './key-names.ts'
import { type Shortcut, startKeys, useKeys } from './keys.ts'
import { Rail } from './Rail.tsx'
import { SideGrip } from './SideGrip.tsx'
import { type Slots, SlotsContext } from './slots.tsx'
import { takeBackLast, toast } from './toast.tsx'

/** What is around every page: rail, top bar, inspector, palette, keys, banner. */
export function AppShell({ children }: { children: ReactNode }): ReactNode {
  const [crumbs] = useState(() => place(styles['crumbs'], goBack))
  const [actions] = useState(() => place(styles['actions']))
  const [inspector, setInspector] = useState<HTMLElement | null>(null)
  const [inspecting, inspect] = useState(false)
  const [width, setWidth] = useLocalStorage({ key: 'tailrace.inspector', defaultValue: 420 })
  const [narrow, setNarrow] = useLocalStorage({ key: 'tailrace.rail.narrow', defaultValue: false })
  const [drawer, setDrawer] = useState(false)
  const [open, setOpen] = useState<'palette' | 'keys' | undefined>()
  const main = useRef<HTMLElement>(null)
  useKeptScroll('page', main)
  useEffect(startKeys, [])
  // Subscribes instead of using state, so that navigation does not re-render the shell.
  useEffect(() => onShown(() => setDrawer(false)), [])
  useKeys(
    'Everywhere',
    useFrameKeys(setOpen, () => inspect((is) => !is)),
  )
  const slots = useMemo<Slots>(() => ({ crumbs, actions, inspector, inspect, inspecting }), [crumbs, actions, inspector, inspecting])
  return (
    <SlotsContext.Provider value={slots}>
      <div className={styles['frame']} data-rail={narrow ? 'narrow' : 'wide'}>
        <a className={styles['skip']} href="#main" onClick={skipToMain}>
          Skip to the content
        </a>
        <OfflineBanner />
        <nav className={styles['rail']} aria-label="Main">
          <Rail narrow={narrow} onNarrow={() => setNarrow(!narrow)} />
        </nav>
        <header className={styles['top']}>
          <IconButton className={styles['menu']} aria-label="Menu" onClick={() => setDrawer(true)}>
            <IconMenu2 size={18} />
          </IconButton>
          <Place of={crumbs} />
          <LiveDot />
          <Place of={actions} />
          <Share />
          <IconButton className={styles['find']} aria-label="Go to a page, run or action" onClick={() => setOpen('palette')}>
            <IconSearch size={16} />
          </IconButton>
          <Button
            className={styles['search'] ?? ''}
            onClick={() => setOpen('palette')}
            leftSection={<IconSearch size={14} />}
            rightSection={<kbd>{keyText('mod+k')}</kbd>}
          >
            Go to…
          </Button>
        </header>
        <main ref={main} className={styles['main']} id="main" tabIndex={-1}>
          {children}
        </main>
        {inspecting && (
          <aside className={styles['side']} style={{ width }} aria-label="Inspector">
            <SideGrip width={width} onWidth={setWidth} />
            <IconButton
              aria-label="Close the inspector"
              onClick={() => inspect(false)}
              style={{ position: 'absolute', top: 8, right: 8, zIndex: 2 }}
            >
              <IconX size={16} />
            </IconButton>
            <div ref={setInspector} />
          </aside>
        )}
      </div>
      <Drawer
        opened={drawer}
        onClose={() => setDrawer(false)}
        size={260}
        padding={0}
        withCloseButton={false}
        title={<span className="unseen">Menu</span>}
        styles={{ header: NAME_ALONE }}
      >
        <nav aria-label="Menu" style={{ height: '100dvh', display: 'flex', flexDirection: 'column' }}>
          <Rail narrow={false} />
        </nav>
      </Drawer>
      <Palette opened={open === 'palette'} onClose={() => setOpen(undefined)} tell={toast} />
      <Tips />
      <KeySheet opened={open === 'keys'} onClose={() => setOpen(undefined)} />
    </SlotsContext.Provider>
  )
}

/** A plain click on a breadcrumb leads back to the list as it was left. */
function goBack(event: MouseEvent): void {
  const href = event.target instanceof Element ? event.target.closest('a')?.getAttribute('href') : undefined
  if (!href?.startsWith('#/') || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  goBackTo(href.slice(1))
}

/** An element that pages draw into. It is made before the first render, so that this one has it. */
function place(className: string | undefined, onClick?: (event: MouseEvent) => void): HTMLElement {
  const element = document.createElement('div')
  if (onClick) element.addEventListener('click', onClick)
  element.className = className ?? ''
  return element
}

const Place = ({ of }: { of: HTMLElement }): ReactNode => (
  <div
    style={{ display: 'contents' }}
    ref={(around) => {
      around?.append(of)
    }}
  />
)

/** A title that only screen readers read takes no room. */
const NAME_ALONE = { minHeight: 0, padding: 0 }

function useFrameKeys(open: (what: 'palette' | 'keys') => void, toggleInspector: () => void): Shortcut[] {
  const go = useGo()
  return [
    { keys: 'mod+k', does: 'Open the palette', typing: true, run: () => open('palette') },
    { keys: '?', does: 'Show the keys', run: () => open('keys') },
    { keys: 'g h', does: 'Go to home', run: () => go('/') },
    { keys: 'g e', does: 'Go to experiments', run: () => go('/experiments') },
    { keys: 'g r', does: 'Go to runs', run: () => go('/runs') },
    { keys: 'g m', does: 'Go to models', run: () => go('/models') },
    { keys: 'i', does: 'Open or close the inspector', run: toggleInspector },
    { keys: 'u', does: 'Undo', run: takeBackLast },
  ]
}

/** A link to `#main` would be taken for a route, so the focus is moved by hand. */
function skipToMain(event: React.MouseEvent): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}

function OfflineBanner(): ReactNode {
  if (useConnection() !== 'offline') return null
  return (
    <div className={styles['banner']} role="alert">
      <span>Can't reach the server. Showing the last data; your edits are kept.</span>
      <Button small onClick={() => void queries.refetchQueries({ type: 'active' })}>
        Try again
      </Button>
    </div>
  )
}

const SAYS = {
  live: 'Changes appear by themselves',
  polling: 'No stream of events: the page asks every 10 seconds',
  offline: 'The server does not answer',
} as const

function LiveDot(): ReactNode {
  const state = useConnection()
  return (
    <span {...tip(SAYS[state])} className={styles['live']} data-state={state} role="status" aria-label={SAYS[state]}>
      {state}
    </span>
  )
}

function Share(): ReactNode {
  const copy = (): void => {
    void copyText(location.href).then(
      () => toast('Copied the link to this view'),
      () => toast(`Copy the address of this page: ${location.href}`),
    )
  }
  return (
    <IconButton {...tip('Copy a link to this view')} aria-label="Share: copy a link to this view" onClick={copy}>
      <IconShare2 size={16} />
    </IconButton>
  )
}
