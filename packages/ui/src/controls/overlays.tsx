import { useFocusBack } from './use-focus-back.ts'
import { useMergedRef } from '@mantine/hooks'
import type * as mantine from '@mantine/core'
import type * as overlays from '../overlays/library.ts'
import {
  Children,
  type ComponentProps,
  cloneElement,
  type ComponentType,
  createElement,
  isValidElement,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

// Mantine's menus, popovers, dialogs and choices under their own names, with their code fetched when the first of them opens: it is almost half of the
// library, and most pages are read without opening any. Until then a menu is its button.

type Library = typeof overlays

let library: Library | undefined
let loading: Promise<Library> | undefined

/** Fetches the code of what lies above the page; a load that failed is tried again. */
export async function loadOverlays(): Promise<Library> {
  loading ??= import('../overlays/library.ts')
  try {
    library = await loading
    return library
  } catch (error) {
    loading = undefined
    throw error
  }
}

/** The library, once it has been wanted and is there. */
function useLibrary(wanted: boolean): Library | undefined {
  const [ever, setEver] = useState(false)
  const [, loaded] = useState(false)
  if (wanted && !ever) setEver(true)
  const there = wanted || ever ? library : undefined
  useEffect(() => {
    // What counts is what was there when this was drawn: it may have come since. A server that is gone has its banner; opening it again tries again.
    if (wanted && !there)
      loadOverlays().then(
        () => loaded(true),
        () => undefined,
      )
  }, [wanted])
  return there
}

type Props = Readonly<Record<string, unknown>>

/** A component of the library that is shown as soon as its code is there; dialogs, which have `opened`, when they first open. */
const shown = (name: Exclude<keyof Library, 'notifications' | 'Themed'>): ComponentType<Props> =>
  function Shown(props) {
    const there = useLibrary(props['opened'] !== false)
    if (!there) return null
    const component = there[name] as ComponentType<Props>
    const inside = props['opened'] === undefined ? createElement(component, props) : createElement(Dialog, { component, given: props })
    return createElement(there.Themed, null, inside)
  }

function Dialog({ component, given }: { component: ComponentType<Props>; given: Props }): ReactNode {
  useFocusBack(given['opened'] === true)
  return createElement(component, given)
}

export const Autocomplete = shown('Autocomplete') as unknown as typeof mantine.Autocomplete
export const Checkbox = shown('Checkbox') as unknown as typeof mantine.Checkbox
export const Drawer = shown('Drawer') as unknown as typeof mantine.Drawer
export const Modal = shown('Modal') as unknown as typeof mantine.Modal
export const MultiSelect = shown('MultiSelect') as unknown as typeof mantine.MultiSelect
export const NumberInput = shown('NumberInput') as unknown as typeof mantine.NumberInput
export const Select = shown('Select') as unknown as typeof mantine.Select
export const Textarea = shown('Textarea') as unknown as typeof mantine.Textarea
export const Tooltip = shown('Tooltip') as unknown as typeof mantine.Tooltip
export const Notifications = shown('Notifications') as unknown as Library['Notifications']
export const KeySheet = shown('KeySheet') as unknown as Library['KeySheet']
export const Palette = shown('Palette') as unknown as Library['Palette']

/** A part of what is open, so that the library is there. */
const part = (of: (there: Library) => unknown): ComponentType<Props> =>
  function Part(props) {
    return library ? createElement(of(library) as ComponentType<Props>, props) : null
  }

const Target = ({ children }: { children?: ReactNode }): ReactNode => children

interface RootProps extends Props {
  children?: ReactNode
  /** Id of its button; with `-dropdown` that of what it opens. */
  id?: string
  /** The button where that stands elsewhere and says itself what it opens; then there is no target. */
  at?: HTMLElement
  opened?: boolean
  onChange?: (opened: boolean) => void
  onOpen?: () => void
  onClose?: () => void
}

type ButtonProps = Props & { ref?: Ref<HTMLElement>; onClick?: (event: unknown) => void; onKeyDown?: (event: KeyboardEvent) => void }

/** A menu or popover: its button stays the same element before, while and after it is open. */
function root(kind: 'Menu' | 'Popover'): ComponentType<RootProps> {
  return function Root({ children, opened, onChange, onOpen, onClose, id: given, at: elsewhere, ...rest }) {
    const [isOpen, setIsOpen] = useState(false)
    const open = opened ?? isOpen
    const own = useId()
    const id = given ?? own
    const at = useRef<HTMLElement>(elsewhere ?? null)
    const parts = Children.toArray(children).filter((child) => isValidElement<{ children?: ReactNode }>(child))
    const button = parts.find(({ type }) => type === Target)?.props.children as ReactElement<ButtonProps> | undefined
    const ref = useMergedRef(at, button?.props.ref)
    const there = useLibrary(open)
    const change = (next: boolean): void => {
      setIsOpen(next)
      onChange?.(next)
    }
    const toggle = (): void => {
      change(!open)
      if (open) onClose?.()
      else onOpen?.()
    }
    const isMenu = kind === 'Menu'
    return (
      <>
        {button &&
          cloneElement<ButtonProps>(button, {
            ref,
            id,
            'aria-haspopup': isMenu && !parts.some(({ type }) => type === Fields) ? 'menu' : 'dialog',
            'aria-expanded': open,
            'aria-controls': open && there ? `${id}-dropdown` : undefined,
            onPointerEnter: () => void loadOverlays().catch(() => undefined),
            // A popover that is controlled has a button that opens it.
            ...((isMenu || opened === undefined) && {
              onClick: (event: unknown) => {
                button.props.onClick?.(event)
                toggle()
              },
            }),
          })}
        {there && (
          <Opened kind={kind} library={there} at={at} {...rest} id={id} opened={open} onChange={change} {...(onClose && { onClose })}>
            {parts.filter(({ type }) => type !== Target)}
          </Opened>
        )}
      </>
    )
  }
}

function Opened({
  kind,
  library: there,
  at,
  opened,
  children,
  ...rest
}: Omit<RootProps, 'at'> & { kind: 'Menu' | 'Popover'; library: Library; at: RefObject<HTMLElement | null> }): ReactNode {
  // It is made closed, since what opens remembers where the focus was.
  const [made, setMade] = useState(false)
  useEffect(() => setMade(true), [])
  const isMenu = kind === 'Menu' && opened && made
  useEffect(() => {
    if (!isMenu) return undefined
    const frame = requestAnimationFrame(() => intoMenu(rest.id))
    return () => cancelAnimationFrame(frame)
  }, [isMenu, rest.id])
  const Root = there[kind] as ComponentType<Props>
  return (
    <there.Themed>
      <Root {...rest} opened={opened && made}>
        <there.Popover.Target>
          <Anchor at={at} />
        </there.Popover.Target>
        {children}
      </Root>
    </there.Themed>
  )
}

/** Moves the focus to the first item that can have it, where the library has found none. */
function intoMenu(id: unknown): void {
  const menu = document.getElementById(`${String(id)}-dropdown`)
  if (!menu || menu.contains(document.activeElement)) return
  const item = menu.querySelector<HTMLElement>('[data-menu-item]:not(:disabled)') ?? menu
  item.focus()
}

/** Stands for the button, which is elsewhere. */
function Anchor({ at, ref }: { at: RefObject<HTMLElement | null>; ref?: Ref<HTMLElement> }): ReactNode {
  useLayoutEffect(() => {
    if (typeof ref === 'function') ref(at.current)
  }, [ref, at])
  return null
}

const inMenu = (name: 'CheckboxItem' | 'Divider' | 'Dropdown' | 'Item' | 'Label' | 'RadioGroup' | 'RadioItem'): ComponentType<Props> =>
  part(({ Menu: { [name]: member } }) => member)

/**
 * What a menu opens that holds fields beside its items: a dialog, since a menu must not hold any, in which each group of items is a menu (`Menu.Items`).
 * Arrows go through the items; Tab goes on to the fields.
 */
function Fields({ children, ...rest }: { children?: ReactNode }): ReactNode {
  if (!library) return null
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.target instanceof HTMLInputElement || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || event.defaultPrevented) return
    event.preventDefault()
    event.currentTarget.querySelector<HTMLElement>('[data-menu-item]:not(:disabled)')?.focus()
  }
  return (
    <library.Popover.Dropdown p={4} {...rest} role="dialog" data-menu-dropdown onKeyDown={onKeyDown}>
      <div data-autofocus tabIndex={-1} style={NO_RING} />
      {children}
    </library.Popover.Dropdown>
  )
}

/** It has the focus before an item has it. */
const NO_RING = { outline: 0 }

const Items = ({ label, children }: { label: string; children?: ReactNode }): ReactNode => (
  <div role="menu" aria-label={label} aria-orientation="vertical">
    {children}
  </div>
)

const members = {
  Target,
  Fields,
  Items,
  CheckboxItem: inMenu('CheckboxItem'),
  Divider: inMenu('Divider'),
  Dropdown: inMenu('Dropdown'),
  Item: inMenu('Item'),
  Label: inMenu('Label'),
  RadioGroup: inMenu('RadioGroup'),
  RadioItem: inMenu('RadioItem'),
  Sub: Object.assign(
    part((there) => there.Menu.Sub),
    {
      Target: part((there) => there.Menu.Sub.Target),
      Item: part((there) => there.Menu.Sub.Item),
      Dropdown: part((there) => there.Menu.Sub.Dropdown),
    },
  ),
}

export const Menu = Object.assign(root('Menu'), members) as unknown as typeof mantine.Menu & {
  Fields: ComponentType<ComponentProps<typeof mantine.Menu.Dropdown>>
  Items: typeof Items
  (props: ComponentProps<typeof mantine.Menu> & { id?: string; at?: HTMLElement }): ReactNode
}

export const Popover = Object.assign(root('Popover'), {
  Target,
  Dropdown: part((there) => there.Popover.Dropdown),
}) as unknown as typeof mantine.Popover
