import type { AnchorHTMLAttributes, ReactNode } from 'react'

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  /** An address of this UI, e.g. `/runs?q=...`. */
  to: string
}

/**
 * A link inside the UI: a plain anchor, which costs a table with a link a row nothing; the browser's own step is followed (`address.ts`). The code of its
 * page is fetched when it is pointed at or focused (`fetchPointedAt`).
 */
export const Link = ({ to, children, ...rest }: LinkProps): ReactNode => (
  <a {...rest} href={`#${to}`}>
    {children}
  </a>
)
