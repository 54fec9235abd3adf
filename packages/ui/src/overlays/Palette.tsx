import { Combobox, Modal, ScrollArea, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { getRun, searchExperiments, searchRegisteredModels } from '../api/calls.ts'
import { useGo } from '../location.ts'
import { links } from '../links.ts'

interface Place {
  href: string
  name: string
  kind: string
}

const PLACES: readonly Place[] = [
  { href: '/', name: 'Home', kind: 'Page' },
  { href: '/runs', name: 'Runs', kind: 'Page' },
  { href: '/experiments', name: 'Experiments', kind: 'Page' },
  { href: '/models', name: 'Models', kind: 'Page' },
  { href: '/trash', name: 'Trash', kind: 'Page' },
  { href: '/settings', name: 'Settings', kind: 'Page' },
]
/** A title that only screen readers read takes no room. */
const NAME_ALONE = { minHeight: 0, padding: '8px 0 0' }
const RUN_ID = /^[0-9a-f]{32}$/

const quoted = (text: string): string => `'%${text.replaceAll("'", "''")}%'`

/** Finds pages, experiments and models whose name holds the text, and the run whose id it is. */
async function find(text: string, signal: AbortSignal): Promise<Place[]> {
  const pages = PLACES.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
  if (text === '') return pages
  const [experiments, models, run] = await Promise.all([
    searchExperiments({ max_results: 8, filter: `name ILIKE ${quoted(text)}` }, signal),
    searchRegisteredModels({ max_results: 8, filter: `name ILIKE ${quoted(text)}` }, signal),
    RUN_ID.test(text) ? getRun({ run_id: text }, signal).catch(() => undefined) : undefined,
  ])
  return [
    ...(run?.run ? [{ href: links.run(run.run.info.experiment_id, text), name: run.run.info.run_name ?? text, kind: 'Run' }] : []),
    ...(experiments.experiments ?? []).map(({ experiment_id, name }) => ({
      href: links.experiment(experiment_id),
      name,
      kind: 'Experiment',
    })),
    ...(models.registered_models ?? []).map(({ name }) => ({ href: links.model(name), name, kind: 'Model' })),
    ...pages,
  ]
}

/** Goes anywhere by name: pages, experiments, models, and a run by its id. */
export function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const [text, setText] = useState('')
  const [sought] = useDebouncedValue(text.trim(), 120)
  const combobox = useCombobox()
  const go = useGo()
  const { data: found = PLACES } = useQuery({
    queryKey: ['experiments', 'palette', sought],
    queryFn: ({ signal }) => find(sought, signal),
    enabled: opened,
    placeholderData: keepPreviousData,
  })
  const close = (): void => {
    setText('')
    onClose()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      withCloseButton={false}
      padding={8}
      size="lg"
      title={<span className="unseen">Go to</span>}
      styles={{ header: NAME_ALONE }}
    >
      <Combobox
        store={combobox}
        onOptionSubmit={(href) => {
          close()
          go(href)
        }}
      >
        <Combobox.EventsTarget>
          <TextInput
            size="md"
            aria-label="Go to a page, experiment, model or run"
            placeholder="Experiment, model, page, or the id of a run"
            leftSection={<IconSearch size={16} />}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              combobox.updateSelectedOptionIndex()
            }}
            data-autofocus
          />
        </Combobox.EventsTarget>
        <ScrollArea.Autosize mah={360} mt={8} type="auto">
          <Combobox.Options aria-label="Places">
            {found.map(({ href, name, kind }) => (
              <Combobox.Option key={href} value={href} style={{ display: 'flex', justifyContent: 'space-between', gap: 12 }}>
                <span className="cut">{name}</span>
                <span className="dim">{kind}</span>
              </Combobox.Option>
            ))}
            {found.length === 0 && <Combobox.Empty>Nothing is called that</Combobox.Empty>}
          </Combobox.Options>
        </ScrollArea.Autosize>
      </Combobox>
    </Modal>
  )
}
