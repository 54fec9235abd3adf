import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { errorText } from '../api/error-text.ts'
import styles from './states.module.css'

/** What went wrong, in a sentence, with a retry; the page around it stays. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }): ReactNode {
  const message = errorText(error)
  return (
    <div className={styles['error']} role="alert">
      <IconAlertTriangle size={16} color="var(--bad)" aria-hidden="true" />
      <span>{message}</span>
      {retry && (
        <Button small onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  )
}
