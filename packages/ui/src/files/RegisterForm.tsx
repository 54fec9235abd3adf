import { Button } from '../controls/Button.tsx'
import { Autocomplete, Select } from '../controls/overlays.tsx'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { createModelVersion, createRegisteredModel, searchRegisteredModels } from '../api/calls.ts'
import { ApiError } from '../api/http.ts'
import { queries } from '../api/queries.ts'
import { ErrorState } from '../controls/ErrorState.tsx'
import { toast } from '../frame/toast.tsx'
import { links } from '../links.ts'
import type { ModelPlace } from './file-source.ts'

export interface RegisterChoice extends ModelPlace {
  label: string
}

/** Registers a model folder or logged model as a new version of a registered model, which is made when there is none of that name. */
export function RegisterForm({ choices, onDone }: { choices: readonly RegisterChoice[]; onDone: () => void }): ReactNode {
  const [name, setName] = useState('')
  const [source, setSource] = useState(choices[0]?.source ?? '')
  const [error, setError] = useState<unknown>()
  const [saving, setSaving] = useState(false)
  const known = useQuery({
    queryKey: ['models', 'names'],
    queryFn: async ({ signal }) =>
      (await searchRegisteredModels({ max_results: 200, order_by: ['name ASC'] }, signal)).registered_models ?? [],
  }).data
  const names = (known ?? []).filter(({ tags }) => !tags?.some(({ key }) => key === 'mlflow.prompt.is_prompt')).map((model) => model.name)
  const chosen = choices.find((choice) => choice.source === source) ?? choices[0]
  const save = async (): Promise<void> => {
    if (!chosen || name.trim() === '') return
    setSaving(true)
    setError(undefined)
    try {
      const version = await register(name.trim(), chosen)
      toast(
        <a href={`#${links.version(name.trim(), version)}`}>
          Registered {name.trim()} v{version}
        </a>,
      )
      onDone()
    } catch (refused) {
      setError(refused)
    }
    setSaving(false)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {choices.length > 1 && (
        <Select
          label="Logged model"
          mb="sm"
          data={choices.map(({ label, source: value }) => ({ label, value }))}
          value={source}
          allowDeselect={false}
          onChange={(value) => setSource(value ?? '')}
          comboboxProps={{ withinPortal: false }}
        />
      )}
      <Autocomplete
        label="Registered model"
        description="An existing name gets a new version; a new name is created."
        // An exact name needs no suggestion, which would only cover the button.
        data={names.includes(name.trim()) ? [] : names}
        limit={8}
        openOnFocus={false}
        value={name}
        onChange={setName}
        comboboxProps={{ withinPortal: false }}
        data-autofocus
      />
      {error !== undefined && <ErrorState error={error} />}
      <div className="buttons end">
        <Button type="submit" variant="filled" loading={saving} disabled={name.trim() === ''}>
          {names.includes(name.trim()) ? 'Register a version' : 'Create and register'}
        </Button>
      </div>
    </form>
  )
}

/** Returns the number of the new version. */
async function register(name: string, { source, run_id, model_id }: ModelPlace): Promise<string> {
  try {
    await createRegisteredModel({ name })
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'RESOURCE_ALREADY_EXISTS')) throw error
  }
  const { model_version } = await createModelVersion({ name, source, ...(run_id && { run_id }), ...(model_id && { model_id }) })
  await queries.invalidateQueries({ queryKey: ['models'] })
  await queries.invalidateQueries({ queryKey: ['model', name] })
  return model_version.version
}
