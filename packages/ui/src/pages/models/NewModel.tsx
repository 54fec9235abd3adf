import { TextField } from '../../controls/TextField.tsx'
import { Button } from '../../controls/Button.tsx'
import { Popover, Textarea } from '../../controls/overlays.tsx'
import { IconPlus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { createRegisteredModel } from '../../api/calls.ts'
import { errorText } from '../../api/error-text.ts'
import { useKeys } from '../../frame/keys.ts'
import { useGo, usePath } from '../../location.ts'
import { links } from '../../links.ts'
import { modelChanged } from './registry-actions.ts'

/** The button that makes a registered model; open at once at MLflow's address `/createModel`. */
export function NewModel(): ReactNode {
  const go = useGo()
  const [opened, setOpened] = useState(usePath() === '/createModel')
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [refusal, setRefusal] = useState<string | undefined>()
  const [busy, setBusy] = useState(false)
  useKeys('Models', [{ keys: 'c', does: 'Create a model', run: () => setOpened(true) }])
  const create = async (): Promise<void> => {
    setBusy(true)
    setRefusal(undefined)
    try {
      await createRegisteredModel({ name, ...(description && { description }) })
      void modelChanged(name)
      go(links.model(name))
    } catch (error) {
      setRefusal(errorText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-end" width={340}>
      <Popover.Target>
        <Button variant="filled" leftSection={<IconPlus size={14} />} onClick={() => setOpened(!opened)}>
          New model
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="New model">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void create()
          }}
        >
          <TextField
            label="Name"
            description="Without / and :"
            value={name}
            error={refusal}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Textarea
            label="Description"
            description="Markdown"
            mt="sm"
            minRows={3}
            autosize
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <div className="buttons end">
            <Button type="submit" variant="filled" loading={busy} disabled={name.trim() === ''}>
              Create
            </Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
