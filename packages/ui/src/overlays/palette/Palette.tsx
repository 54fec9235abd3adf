import { Combobox, Modal, ScrollArea, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { recentPlaces } from '../../frame/recent-places.ts'
import { useGo } from '../../location.ts'
import { useActions } from './actions.ts'
import { type Entry, PAGES, recent } from './entries.ts'
import { findEntries } from './find.ts'
import { holdsWords } from './match.ts'
import styles from './Palette.module.css'

/** A title that only screen readers read takes no room. */
const NAME_ALONE = { minHeight: 0, padding: '8px 0 0' }
/** Recent places and actions before anything was typed. */
const FIRST = 6

/** Goes anywhere and does anything by name: runs (also by id, or by a param as `lr=0.1`), experiments, models, pages, actions. */
export function Palette({ opened, onClose, tell }: { opened: boolean; onClose: () => void; tell: (message: string) => void }): ReactNode {
  const [text, setText] = useState('')
  const combobox = useCombobox()
  const go = useGo()
  const entries = useEntries(text.trim(), opened, tell)
  const close = (): void => {
    setText('')
    onClose()
  }
  const submit = (id: string): void => {
    const entry = entries.find((each) => each.id === id)
    close()
    if (entry?.href !== undefined) go(entry.href)
    // When the dialog has given back the focus, which the action may want for itself.
    else if (entry?.run) setTimeout(entry.run, 0)
  }
  // Enter takes the first line; the cursor starts anew where the lines are others.
  useEffect(() => {
    if (opened && text.trim() !== '') combobox.selectFirstOption()
  }, [entries, opened])
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
      <Combobox store={combobox} onOptionSubmit={submit}>
        <Combobox.EventsTarget>
          <TextInput
            size="md"
            aria-label="Go to a page, experiment, model or run, or do something"
            placeholder="Run, experiment, model, lr=0.1, or an action"
            leftSection={<IconSearch size={16} />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
        </Combobox.EventsTarget>
        <ScrollArea.Autosize mah="min(420px, 60dvh)" mt={8} type="auto" viewportProps={{ tabIndex: 0 }}>
          <Combobox.Options aria-label="Results">
            {[...Map.groupBy(entries, ({ group }) => group)].map(([group, members]) => (
              <Combobox.Group key={group} label={group}>
                {members.map((entry) => (
                  <Line key={entry.id} entry={entry} />
                ))}
              </Combobox.Group>
            ))}
            {entries.length === 0 && <Combobox.Empty>No results</Combobox.Empty>}
          </Combobox.Options>
        </ScrollArea.Autosize>
      </Combobox>
    </Modal>
  )
}

function Line({ entry: { id, name, icon: Icon, hint, group } }: { entry: Entry }): ReactNode {
  return (
    <Combobox.Option value={id} className={styles['line'] ?? ''}>
      <Icon size={16} aria-hidden="true" />
      <span className="cut" title={name}>
        {name}
      </span>
      {hint && (group === 'Runs' ? <code>{hint}</code> : <kbd>{hint}</kbd>)}
    </Combobox.Option>
  )
}

/** Lines in their order: what was found on the server, then actions, recent places and pages; before anything was typed the recent places first. */
function useEntries(text: string, opened: boolean, tell: (message: string) => void): Entry[] {
  const [sought] = useDebouncedValue(text, 120)
  const actions = useActions(tell)
  const { data: found = [] } = useQuery({
    queryKey: ['experiments', 'palette', sought],
    queryFn: ({ signal }) => findEntries(sought, signal),
    enabled: opened && sought !== '',
  })
  return useMemo(() => {
    if (!opened) return []
    const places = recentPlaces().map(({ href, name }) => recent(href, name))
    if (text === '') return [...places.slice(0, FIRST), ...actions.slice(0, FIRST), ...PAGES]
    const matching = [...actions, ...places, ...PAGES].filter(({ name }) => holdsWords(name, text))
    // Results of the text before are left out: Enter would take one of them.
    const results = sought === text ? found : []
    const known = new Set(results.map(({ href }) => href))
    return [...results, ...matching.filter(({ href }) => href === undefined || !known.has(href))]
  }, [opened, text, sought, found, actions])
}
