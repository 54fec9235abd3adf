import type { ReactNode } from 'react'
import { Button } from './Button.tsx'

/** The button beside a heading that opens what is below it for editing; `what` is for screen readers. */
export const EditButton = ({ what, onClick }: { what: string; onClick: () => void }): ReactNode => (
  <Button small variant="subtle" aria-label={`Edit the ${what}`} onClick={onClick}>
    Edit
  </Button>
)
