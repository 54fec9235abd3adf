import { TextField } from '../../controls/TextField.tsx'
import { Button } from '../../controls/Button.tsx'
import { Menu } from '../../controls/overlays.tsx'
import { IconBookmark, IconCheck, IconDeviceFloppy, IconPlus, IconStar, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { memo, type ReactNode, useEffect, useRef, useState } from 'react'
import { createView, deleteView, type listViews, updateView } from '../../api/calls.ts'
import { askViews } from '../../api/questions.ts'
import { queries } from '../../api/queries.ts'
import { toast, toastError } from '../../frame/toast.tsx'
import { useQuery as useAddress, useSetQuery } from '../../location.ts'
import { openingOf, originalView, parseViewState, type ViewState, viewStateOf } from './views.ts'
import { useExperiment } from './use-experiment.ts'

const KIND = 'runs'
type View = Awaited<ReturnType<typeof listViews>>['views'][number]

export const viewsQuery = (experimentId: string | undefined) => ({
  queryKey: ['views', KIND, experimentId],
  queryFn: ({ signal }: { signal: AbortSignal }) => askViews(experimentId, signal),
})

const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: ['views'] })
const attempt = (mutation: Promise<unknown>, said: string): void =>
  void mutation.then(() => toast(said), toastError).finally(() => void changed())

/** Views of the page: arrangements of columns, filter, order, groups and charts that are named, saved and opened again. */
export const ViewsMenu = memo(function ViewsMenu({ experimentIds }: { experimentIds: readonly string[] }): ReactNode {
  const query = useAddress()
  const only = experimentIds.length === 1 ? experimentIds[0] : undefined
  const { data } = useQuery(viewsQuery(only))
  const views = data?.views ?? []
  const [opened, setOpened] = useState(false)
  useOpening(only, views, data !== undefined)
  const state = viewStateOf(query)
  const current = views.find(({ view_id }) => view_id === query['saved'])
  const isChanged = current !== undefined && JSON.stringify(parseViewState(current.state)) !== JSON.stringify(state)
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={280}>
      <Menu.Target>
        <Button aria-label={current ? `View ${current.name}` : 'Views'} leftSection={<IconBookmark size={14} />}>
          <span className="cut" style={{ maxWidth: 120 }}>
            {current ? `${current.name}${isChanged ? ' *' : ''}` : 'Views'}
          </span>
        </Button>
      </Menu.Target>
      <Menu.Fields mah="70vh" style={{ overflow: 'auto' }}>
        <Views
          views={views}
          current={current}
          isChanged={isChanged}
          state={state}
          experimentIds={experimentIds}
          onSave={() => setOpened(false)}
        />
      </Menu.Fields>
    </Menu>
  )
})

interface ViewsProps {
  views: readonly View[]
  /** The one that is shown, `isChanged` since it was opened. */
  current: View | undefined
  isChanged: boolean
  state: ViewState
  experimentIds: readonly string[]
  onSave: () => void
}

/** The saved views, and a name for a new one. */
function Views({ views, current, isChanged, state, experimentIds, onSave }: ViewsProps): ReactNode {
  const set = useSetQuery()
  const [name, setName] = useState('')
  const save = (): void => {
    const wanted = name.trim()
    if (wanted === '') return
    onSave()
    const made = createView({ name: wanted, kind: KIND, experiment_ids: [...experimentIds], state: JSON.stringify(state) })
    attempt(
      made.then(({ view }) => set({ saved: view.view_id }, 'replace')),
      `Saved the view ${wanted}`,
    )
  }
  return (
    <>
      <Menu.Items label="Views">
        {views.map((view) => (
          <Menu.Item
            key={view.view_id}
            leftSection={<IconCheck size={14} style={{ visibility: view === current ? 'visible' : 'hidden' }} />}
            rightSection={view.is_default && <span className="dim">default</span>}
            onClick={() => set({ ...openingOf(parseViewState(view.state)), saved: view.view_id })}
          >
            {view.name}
          </Menu.Item>
        ))}
        <Menu.Item
          leftSection={<IconCheck size={14} style={{ visibility: 'hidden' }} />}
          onClick={() => set({ ...openingOf({}), saved: undefined })}
        >
          Default view
        </Menu.Item>
        {current && <CurrentView view={current} isChanged={isChanged} state={state} />}
      </Menu.Items>
      <Menu.Divider />
      <form
        style={{ display: 'flex', gap: 4, padding: 4 }}
        onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <TextField
          aria-label="Name of the new view"
          placeholder="Name this view"
          value={name}
          style={{ flex: 1 }}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" leftSection={<IconPlus size={14} />} disabled={name.trim() === ''}>
          Save
        </Button>
      </form>
    </>
  )
}

function CurrentView({ view, isChanged, state }: { view: View; isChanged: boolean; state: ViewState }): ReactNode {
  const { view_id, name } = view
  const set = useSetQuery()
  const remove = (): void => {
    const again = { name, kind: view.kind, experiment_ids: view.experiment_ids, state: view.state }
    deleteView({ view_id })
      .then(() => {
        set({ saved: undefined }, 'replace')
        toast(`Deleted the view ${name}`, { undo: () => createView(again).then(changed, toastError) })
      }, toastError)
      .finally(() => void changed())
  }
  return (
    <>
      <Menu.Divider />
      {isChanged && (
        <Menu.Item
          leftSection={<IconDeviceFloppy size={14} />}
          onClick={() => attempt(updateView({ view_id, state: JSON.stringify(state) }), `Saved the view ${name}`)}
        >
          Save the changes to {name}
        </Menu.Item>
      )}
      <Menu.Item
        leftSection={<IconStar size={14} />}
        onClick={() =>
          attempt(
            updateView({ view_id, is_default: !view.is_default }),
            view.is_default ? `${name} is no default any more` : `The experiment opens with ${name}`,
          )
        }
      >
        {view.is_default ? 'Remove as default' : 'Open the experiment with this'}
      </Menu.Item>
      <Menu.Item leftSection={<IconTrash size={14} />} onClick={remove}>
        Delete {name}
      </Menu.Item>
    </>
  )
}

/** Opens what the address asks for: a saved view by its id, a shared view of MLflow, or the experiment's default. */
function useOpening(experimentId: string | undefined, views: readonly View[], loaded: boolean): void {
  const query = useAddress()
  const set = useSetQuery()
  const shareKey = query['viewStateShareKey']
  const { data: experiment } = useExperiment(shareKey === undefined ? undefined : experimentId)
  const opened = useRef(false)
  useEffect(() => {
    if (opened.current || !loaded) return
    const isBare = Object.keys(viewStateOf(query)).length === 0
    opened.current = true
    const wanted = isBare
      ? (views.find(({ view_id }) => view_id === query['saved']) ?? views.find(({ is_default }) => is_default))
      : undefined
    if (wanted && experimentId !== undefined && shareKey === undefined)
      set({ ...openingOf(parseViewState(wanted.state)), saved: wanted.view_id }, 'replace')
  }, [loaded, views, query, set, experimentId, shareKey])
  useEffect(() => {
    if (shareKey === undefined || !experiment) return
    const tag = experiment.tags?.find(({ key }) => key === `mlflow.sharedViewState.${shareKey}`)?.value
    void originalView(tag ?? '').then((state) => {
      set({ ...(state && openingOf(state)), viewStateShareKey: undefined }, 'replace')
      if (!state) toast('The shared view of this link is not there any more', { bad: true })
    })
  }, [shareKey, experiment, set])
}
