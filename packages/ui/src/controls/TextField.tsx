import { type CSSProperties, type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react'
import styles from './TextField.module.css'

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  /** Above the field; without it the field has an `aria-label`. */
  label?: string
  /** Between label and field: what may stand in it. */
  description?: string
  /** What is wrong with what stands in it, below it. */
  error?: ReactNode
  /** An icon inside, before the text. */
  leftSection?: ReactNode
  /** For what is written in a grammar. */
  mono?: boolean
  ref?: Ref<HTMLInputElement>
  /** Of the whole, as is `className`. */
  style?: CSSProperties
}

/** A line of text that is typed; a plain input with what belongs to it. */
export function TextField({ label, description, error, leftSection, mono, className, style, ...rest }: TextFieldProps): ReactNode {
  const id = useId()
  const about = [description !== undefined && `${id}-about`, error !== undefined && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={`${styles['field']} ${className ?? ''}`} style={style} data-error={error !== undefined || undefined}>
      {label !== undefined && <label htmlFor={id}>{label}</label>}
      {description !== undefined && <p id={`${id}-about`}>{description}</p>}
      <span className={styles['box']} data-left={leftSection ? true : undefined} data-mono={mono || undefined}>
        {leftSection}
        <input id={id} aria-invalid={error !== undefined || undefined} aria-describedby={about || undefined} {...rest} />
      </span>
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className={styles['error']}>
          {error}
        </p>
      )}
    </div>
  )
}
