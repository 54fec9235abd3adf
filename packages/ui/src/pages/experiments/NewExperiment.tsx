import { TextField } from '../../controls/TextField.tsx'
import { Button } from '../../controls/Button.tsx'
import { Popover } from '../../controls/overlays.tsx'
import { IconPlus } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { createExperiment } from '../../api/calls.ts'
import { errorText } from '../../api/error-text.ts'
import { useKeys } from '../../frame/keys.ts'
import { useGo, useQueryState } from '../../location.ts'
import { links } from '../../links.ts'
import { experimentsChanged } from './experiment-actions.ts'

/** The button that makes an experiment; what was typed stays when the server refuses it. */
export function NewExperiment(): ReactNode {
  const go = useGo()
  // The palette comes here to create one.
  const [wanted, setWanted] = useQueryState('new')
  const [opened, setOpened] = useState(wanted !== '')
  useEffect(() => {
    if (wanted === '') return
    setOpened(true)
    setWanted('', 'replace')
  }, [wanted, setWanted])
  const [name, setName] = useState('')
  const [location, setLocation] = useState('')
  const [refusal, setRefusal] = useState<string | undefined>()
  const [busy, setBusy] = useState(false)
  useKeys('Experiments', [{ keys: 'c', does: 'Create an experiment', run: () => setOpened(true) }])
  const create = async (): Promise<void> => {
    setBusy(true)
    setRefusal(undefined)
    try {
      const { experiment_id } = await createExperiment({
        name: name.trim(),
        ...(location.trim() && { artifact_location: location.trim() }),
      })
      setOpened(false)
      setName('')
      setLocation('')
      void experimentsChanged()
      go(links.experiment(experiment_id))
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
          New experiment
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="New experiment">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void create()
          }}
        >
          <TextField
            label="Name"
            description="A / makes folders, e.g. vision/segmentation"
            value={name}
            error={refusal}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <TextField
            label="Artifact location"
            description="Leave empty for the server's default"
            style={{ marginTop: 8 }}
            value={location}
            onChange={(event) => setLocation(event.currentTarget.value)}
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
