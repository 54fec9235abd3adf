import { useMergedRef } from '@mantine/hooks'
import type * as mantine from '@mantine/core'
import type * as overlays from '../overlays/library.ts'
import {
  Children,
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
    return there ? createElement(there.Themed, null, createElement(there[name] as ComponentType<Props>, props)) : null
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
  opened?: boolean
  onChange?: (opened: boolean) => void
  onOpen?: () => void
  onClose?: () => void
}

type ButtonProps = Props & { ref?: Ref<HTMLElement>; onClick?: (event: unknown) => void; onKeyDown?: (event: KeyboardEvent) => void }

/** A menu or popover: its button stays the same element before, while and after it is open. */
function root(kind: 'Menu' | 'Popover'): ComponentType<RootProps> {
  return function Root({ children, opened, onChange, onOpen, onClose, ...rest }) {
    const [isOpen, setIsOpen] = useState(false)
    const open = opened ?? isOpen
    const id = useId()
    const at = useRef<HTMLElement>(null)
    const parts = Children.toArray(children).filter((child) => isValidElement<{ children?: ReactNode }>(child))
    const button = parts.find(({ type }) => type === Target)?.props.children as ReactElement<ButtonProps>
    const ref = useMergedRef(at, button.props.ref)
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
        {cloneElement<ButtonProps>(button, {
          ref,
          id: `${id}-target`,
          'aria-haspopup': isMenu ? 'menu' : 'dialog',
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
}: RootProps & { kind: 'Menu' | 'Popover'; library: Library; at: RefObject<HTMLElement | null> }): ReactNode {
  // It is made closed, since what opens remembers where the focus was.
  const [made, setMade] = useState(false)
  useEffect(() => setMade(true), [])
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

/** Stands for the button, which is elsewhere. */
function Anchor({ at, ref }: { at: RefObject<HTMLElement | null>; ref?: Ref<HTMLElement> }): ReactNode {
  useLayoutEffect(() => {
    if (typeof ref === 'function') ref(at.current)
  }, [ref, at])
  return null
}

const inMenu = (name: 'CheckboxItem' | 'Divider' | 'Dropdown' | 'Item' | 'Label' | 'RadioGroup' | 'RadioItem'): ComponentType<Props> =>
  part(({ Menu: { [name]: member } }) => member)

export const Menu = Object.assign(root('Menu'), {
  Target,
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
}) as unknown as typeof mantine.Menu

export const Popover = Object.assign(root('Popover'), {
  Target,
  Dropdown: part((there) => there.Popover.Dropdown),
}) as unknown as typeof mantine.Popover
