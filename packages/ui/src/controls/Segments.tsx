import { type CSSProperties, type ReactNode, useId } from 'react'
import styles from './Segments.module.css'

interface SegmentsProps<Value extends string> {
  /** Texts, or values with the text that stands for each. */
  data: readonly (Value | { readonly value: Value; readonly label: string })[]
  value: Value
  onChange: (value: Value) => void
  'aria-label'?: string
  'aria-labelledby'?: string
  style?: CSSProperties
}

/** A choice of few, side by side; arrow keys move within it. Plain radio buttons: nothing has to be measured to draw it. */
export function Segments<Value extends string>({ data, value, onChange, ...rest }: SegmentsProps<Value>): ReactNode {
  const name = useId()
  return (
    <div role="radiogroup" className={styles['segments']} {...rest}>
      {data.map((item) => {
        const { value: each, label } = typeof item === 'string' ? { value: item, label: item } : item
        return (
          <label key={each} className={styles['segment']}>
            <input type="radio" name={name} value={each} checked={each === value} onChange={() => onChange(each)} />
            {label}
          </label>
        )
      })}
    </div>
  )
}
