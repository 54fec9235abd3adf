import type { Run } from '@tailrace/contract'
import { Button, IconButton } from '../../controls/Button.tsx'
import { Menu, Popover } from '../../controls/overlays.tsx'
import { tip } from '../../controls/tip.tsx'
import {
  IconArrowBackUp,
  IconBox,
  IconChevronDown,
  IconChevronUp,
  IconCopy,
  IconDots,
  IconPencil,
  IconScale,
  IconTrash,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { lazyWithPreload } from '../../controls/lazy-with-preload.tsx'
import { useKeys } from '../../frame/keys.ts'
import { PageHead } from '../../frame/slots.tsx'
import { toast } from '../../frame/toast.tsx'
import { count } from '../../format.ts'
import { copyText } from '../../copy.ts'
import { links } from '../../links.ts'
import { useGo } from '../../location.ts'
import { type ListedRun, neighbours } from '../../run-list.ts'
import styles from './run.module.css'
import { useModelLinks } from './LoggedModels.tsx'
import { restore, trash } from './run-actions.ts'
import { useExperimentName } from './use-run.ts'

const RegisterForm = lazyWithPreload(async () => (await import('../../files/RegisterForm.tsx')).RegisterForm)

/** Title, crumbs and actions of a run, and its keys. `rest` is what of the address follows the run, kept when one steps on. */
export function RunHead({
  run,
  rest,
  onRename,
  onNote,
  onTag,
}: {
  run: Run
  rest: string
  onRename: () => void
  onNote: () => void
  onTag: () => void
}): ReactNode {
  const { info } = run
  const experiment = useExperimentName(info.experiment_id)
  const active = info.lifecycle_stage === 'active'
  const name = info.run_name || info.run_id
  const steps = useSteps(info, rest)
  useKeys('Run', [
    { keys: '[', does: 'Open the previous run of the list', run: () => steps.to('before') },
    { keys: ']', does: 'Open the next run of the list', run: () => steps.to('after') },
    ...(active
      ? [
          { keys: 'n', does: 'Write the description', run: onNote },
          { keys: 't', does: 'Add a tag', run: onTag },
          { keys: 'Delete', does: 'Delete the run', run: () => void trash(run) },
        ]
      : []),
  ])
  return (
    <PageHead
      title={name}
      crumbs={<a href={`#${links.experiment(info.experiment_id)}`}>{experiment}</a>}
      actions={
        <>
          <Steps steps={steps} />
          <Register run={run} />
          <More run={run} onRename={onRename} />
        </>
      }
    />
  )
}

interface RunSteps {
  /** `3 of 40`; empty until it is known. */
  place: string
  before?: ListedRun | undefined
  after?: ListedRun | undefined
  to: (which: 'before' | 'after') => void
}

function useSteps({ run_id, experiment_id }: ListedRun, rest: string): RunSteps {
  const go = useGo()
  const { data } = useQuery({
    queryKey: ['runs', 'neighbours', run_id],
    queryFn: ({ signal }) => neighbours({ run_id, experiment_id }, signal),
    staleTime: 60_000,
    meta: { experiments: [experiment_id], metrics: [] },
  })
  const to = (which: 'before' | 'after'): void => {
    const run = data?.[which]
    if (run) go(links.run(run.experiment_id, run.run_id, rest))
    else if (data) toast(which === 'before' ? 'This is the first run of the list' : 'This is the last run of the list')
  }
  return { place: data && data.place > 0 ? `${count(data.place)} of ${count(data.of)}` : '', before: data?.before, after: data?.after, to }
}

function Steps({ steps }: { steps: RunSteps }): ReactNode {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', whiteSpace: 'nowrap' }}>
      <IconButton
        {...tip('Previous run of the list  [')}
        aria-label="Previous run"
        disabled={!steps.before}
        onClick={() => steps.to('before')}
      >
        <IconChevronUp size={16} />
      </IconButton>
      <IconButton {...tip('Next run of the list  ]')} aria-label="Next run" disabled={!steps.after} onClick={() => steps.to('after')}>
        <IconChevronDown size={16} />
      </IconButton>
    </span>
  )
}

/** Registers one of the models that the run logged. */
function Register({ run }: { run: Run }): ReactNode {
  const [opened, setOpened] = useState(false)
  const models = useModelLinks(run).filter(({ kind, deleted }) => kind === 'output' && !deleted)
  if (models.length === 0 || run.info.lifecycle_stage !== 'active') return null
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-end" width={320}>
      <Popover.Target>
        <Button leftSection={<IconBox size={14} />} onClick={() => setOpened(!opened)} className={styles['register']}>
          Register model
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <RegisterForm
          choices={models.map(({ model_id, model }) => ({
            label: model?.info.name ?? model_id,
            source: `models:/${model_id}`,
            run_id: run.info.run_id,
            model_id,
          }))}
          onDone={() => setOpened(false)}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

function More({ run, onRename }: { run: Run; onRename: () => void }): ReactNode {
  const { info } = run
  const go = useGo()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton aria-label="More actions on this run">
          <IconDots size={16} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {info.lifecycle_stage === 'active' ? (
          <>
            <Menu.Item leftSection={<IconPencil size={14} />} onClick={onRename}>
              Rename
            </Menu.Item>
            <Menu.Item leftSection={<IconScale size={14} />} onClick={() => go(links.compare([info.run_id], [info.experiment_id]))}>
              Compare
            </Menu.Item>
            <Menu.Item leftSection={<IconCopy size={14} />} onClick={() => void copy(info.run_id)}>
              Copy the run id
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item leftSection={<IconTrash size={14} />} onClick={() => void trash(run)}>
              Delete
            </Menu.Item>
          </>
        ) : (
          <Menu.Item leftSection={<IconArrowBackUp size={14} />} onClick={() => void restore(run)}>
            Restore
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

async function copy(text: string): Promise<void> {
  await copyText(text).then(
    () => toast('Copied the run id'),
    () => toast(`The run id: ${text}`),
  )
}
