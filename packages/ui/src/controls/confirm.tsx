import { Button } from './Button.tsx'
import { Modal } from './overlays.tsx'
import { type ReactNode, useState } from 'react'

interface Question {
  title: string
  body: ReactNode
  /** The button that goes on, e.g. "Delete 3 versions". */
  yes: string
  run: () => unknown
}

/** A dialog before what cannot be undone: render `dialog`, call `ask`. What can be undone asks nothing and offers Undo. */
export function useConfirm(): { ask: (question: Question) => void; dialog: ReactNode } {
  const [question, setQuestion] = useState<Question | undefined>()
  const close = (): void => setQuestion(undefined)
  const dialog = (
    <Modal opened={question !== undefined} onClose={close} title={question?.title}>
      <div style={{ marginBottom: 16, overflowWrap: 'anywhere' }}>{question?.body}</div>
      <div className="buttons end">
        <Button onClick={close} data-autofocus>
          Cancel
        </Button>
        <Button
          danger
          variant="filled"
          onClick={() => {
            close()
            void question?.run()
          }}
        >
          {question?.yes}
        </Button>
      </div>
    </Modal>
  )
  return { ask: setQuestion, dialog }
}
