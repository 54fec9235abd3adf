import { Button } from '../../controls/Button.tsx'
import { Autocomplete, Popover } from '../../controls/overlays.tsx'
import type { ModelVersion } from '@tailrace/contract'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { createModelVersion, createRegisteredModel, searchRegisteredModels } from '../../api/calls.ts'
import { errorText } from '../../api/error-text.ts'
import { ApiError } from '../../api/http.ts'
import { toast } from '../../frame/toast.tsx'
import { useGo } from '../../location.ts'
import { links } from '../../links.ts'
import { modelChanged } from './registry-actions.ts'

/** Copies a version into another model, which is made when it is not there. */
export function Promote({ of }: { of: ModelVersion }): ReactNode {
  const go = useGo()
  const [opened, setOpened] = useState(false)
  const [target, setTarget] = useState('')
  const [refusal, setRefusal] = useState<string | undefined>()
  const [busy, setBusy] = useState(false)
  const { data: names = [] } = useQuery({
    queryKey: ['models', 'names', 'alone'],
    queryFn: async ({ signal }) =>
      (await searchRegisteredModels({ max_results: 200, order_by: ['name ASC'] }, signal)).registered_models?.map(({ name }) => name) ?? [],
    enabled: opened,
  })
  const isNew = target.trim() !== '' && !names.includes(target.trim())
  const promote = async (): Promise<void> => {
    const name = target.trim()
    setBusy(true)
    setRefusal(undefined)
    try {
      await createRegisteredModel({ name }).catch((error: unknown) => {
        if (!(error instanceof ApiError && error.code === 'RESOURCE_ALREADY_EXISTS')) throw error
      })
      const { model_version } = await createModelVersion({
        name,
        source: `models:/${of.name}/${of.version}`,
        ...(of.run_id && { run_id: of.run_id }),
        ...(of.description && { description: of.description }),
        tags: of.tags ?? [],
      })
      setOpened(false)
      toast(`Copied to ${name} as version ${model_version.version}`)
      void modelChanged(name)
      go(links.version(name, model_version.version))
    } catch (error) {
      setRefusal(errorText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-end" width={320}>
      <Popover.Target>
        <Button onClick={() => setOpened(!opened)}>Promote</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Promote">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void promote()
          }}
        >
          <Autocomplete
            label="Copy to the model"
            description={`As a new version with the files of version ${of.version}`}
            data={names.filter((name) => name !== of.name)}
            value={target}
            onChange={setTarget}
            error={refusal}
            comboboxProps={{ withinPortal: false }}
            data-autofocus
          />
          <Button
            type="submit"
            variant="filled"
            style={{ marginTop: 12 }}
            loading={busy}
            disabled={target.trim() === '' || target.trim() === of.name}
          >
            {isNew ? 'Create the model and copy' : 'Copy'}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
