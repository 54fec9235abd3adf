import { useRouter } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, ReactNode } from 'react'

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  /** An address of this UI, e.g. `/runs?q=...`. */
  to: string
}

/**
 * A link inside the UI; the code of its page is fetched when it is pointed at or focused.
 *
 * Not the router's: that works out its place in the tree of routes at each render, which tables with a link a row feel.
 */
export function Link({ to, children, ...rest }: LinkProps): ReactNode {
  const router = useRouter()
  const prepare = (): void => void router.preloadRoute({ to: to.split('?')[0] ?? to } as never).catch(() => undefined)
  return (
    <a {...rest} href={`#${to}`} onPointerEnter={prepare} onFocus={prepare}>
      {children}
    </a>
  )
}
