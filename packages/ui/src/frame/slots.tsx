import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { createPortal } from 'react-dom'
import { shownAddress } from '../address.ts'
import { notePlace } from './recent-places.ts'

/** Places of the frame that pages fill. */
export interface Slots {
  crumbs: HTMLElement | undefined
  actions: HTMLElement | undefined
  inspector: HTMLElement | null
  /** Opens and closes the inspector. */
  inspect: (open: boolean) => void
  inspecting: boolean
}

export const SlotsContext = createContext<Slots>({
  crumbs: undefined,
  actions: undefined,
  inspector: null,
  inspect: () => {},
  inspecting: false,
})

export const useSlots = (): Slots => useContext(SlotsContext)

/** A page's place in the top bar: where it stands (breadcrumb), its title (the only h1) and its actions. */
export function PageHead({
  title,
  crumbs,
  actions,
  after,
}: {
  /** Plain text, also the window's title. */
  title: string
  /** Links to what lies above, each an `<a>`. */
  crumbs?: ReactNode
  /** Buttons at the right end. */
  actions?: ReactNode
  /** Beside the title, e.g. a status. */
  after?: ReactNode
}): ReactNode {
  const slots = useSlots()
  useEffect(() => {
    document.title = title ? `${title} · Tailrace` : 'Tailrace'
    notePlace(shownAddress().href, title)
  }, [title])
  return (
    <>
      {slots.crumbs &&
        createPortal(
          <>
            {crumbs}
            {crumbs && <span aria-hidden="true"> / </span>}
            <h1 className="cut" title={title}>
              {title}
            </h1>
            {after}
          </>,
          slots.crumbs,
        )}
      {slots.actions && createPortal(actions, slots.actions)}
    </>
  )
}

/** Content of the right inspector, shown while it is open. */
export function Inspector({ children }: { children: ReactNode }): ReactNode {
  const { inspector, inspecting } = useSlots()
  return inspector && inspecting ? createPortal(children, inspector) : null
}
