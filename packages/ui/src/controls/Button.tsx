import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import styles from './Button.module.css'

interface Look {
  /** `filled` for the one thing that a page or form is for; `subtle` has no border. */
  variant?: 'plain' | 'filled' | 'subtle'
  /** 30 px high or, `small`, 22 px. */
  small?: boolean
  /** For what cannot be taken back, and for what deletes. */
  danger?: boolean
  /** Before and after the words: an icon, the key that does the same. */
  leftSection?: ReactNode
  rightSection?: ReactNode
}

type ActionProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  href?: undefined
  ref?: Ref<HTMLButtonElement>
  /** What it did is on its way: it turns, and cannot be pressed. */
  loading?: boolean
}
type Anchor = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string; loading?: undefined; disabled?: undefined }

const LOOKS = { plain: styles['plain'], filled: styles['filled'], subtle: styles['subtle'] }

const classes = (...names: readonly (string | false | undefined)[]): string => names.filter(Boolean).join(' ')

/** A button; with `href` a link that looks like one. Plain elements: a page has dozens, and a library's cost more than all its words. */
export function Button({
  variant = 'plain',
  small = false,
  danger = false,
  leftSection,
  rightSection,
  className,
  children,
  ...rest
}: Look & (ActionProps | Anchor)): ReactNode {
  const look = classes(styles['button'], LOOKS[variant], small && styles['small'], danger && styles['danger'], className)
  const inside = (
    <>
      {leftSection}
      <span className={styles['label']}>{children}</span>
      {rightSection}
    </>
  )
  const sides = { 'data-left': leftSection ? true : undefined, 'data-right': rightSection ? true : undefined }
  return element(look, { ...sides, ...rest }, inside)
}

/** A button that is an icon; its name is its `aria-label`. `size`: width and height in px. */
export function IconButton({ size = 28, className, style, children, ...rest }: { size?: 24 | 28 } & (ActionProps | Anchor)): ReactNode {
  return element(classes(styles['icon'], size === 24 && styles['small'], className), { style, ...rest }, children)
}

function element(className: string, rest: ActionProps | Anchor, children: ReactNode): ReactNode {
  if (rest.href !== undefined)
    return (
      <a {...rest} className={className}>
        {children}
      </a>
    )
  const { loading, disabled, ...others } = rest
  return (
    <button type="button" {...others} className={className} disabled={disabled || loading} aria-busy={loading || undefined}>
      {children}
    </button>
  )
}
