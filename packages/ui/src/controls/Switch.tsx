import type { ReactNode } from 'react'
import styles from './Switch.module.css'

interface SwitchProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
}

/** Something that is on or off, with its name beside it: a plain check box, drawn as a switch. */
export function Switch({ label, checked, onChange }: SwitchProps): ReactNode {
  return (
    <label className={styles['whole']}>
      <input
        type="checkbox"
        role="switch"
        aria-checked={checked}
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  )
}
