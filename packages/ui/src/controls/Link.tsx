import type { AnchorHTMLAttributes, ReactNode } from 'react'

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  /** An address of this UI, e.g. `/runs?q=...`. */
  to: string
}

/**
 * A link inside the UI. Not the router's: that works out its place in the tree of routes at each render, which tables with a link a row feel. The code of its
 * page is fetched when it is pointed at or focused (`fetchPointedAt`).
 */
export const Link = ({ to, children, ...rest }: LinkProps): ReactNode => (
  <a {...rest} href={`#${to}`}>
    {children}
  </a>
)
