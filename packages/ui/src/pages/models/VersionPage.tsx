import type { ModelVersion } from '@tailrace/contract'
import { useQuery } from '@tanstack/react-query'
import { Button } from '../../controls/Button.tsx'
import { Link } from '../../controls/Link.tsx'
import { type ReactNode, useState } from 'react'
import { deleteModelVersion, getRun, updateModelVersion } from '../../api/calls.ts'
import { ApiError, TRACKING_URI } from '../../api/http.ts'
import { queries } from '../../api/queries.ts'
import { EditButton } from '../../controls/EditButton.tsx'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { LinkTabs } from '../../controls/LinkTabs.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { loadMarkdown } from '../../controls/Markdown.tsx'
import { Note } from '../../controls/Note.tsx'
import page from '../../controls/Page.module.css'
import { Section } from '../../controls/Section.tsx'
import { Snippets } from '../../controls/Snippets.tsx'
import { ValueTable } from '../../controls/ValueTable.tsx'
import { useConfirm } from '../../controls/confirm.tsx'
import { number as numberText } from '../../format.ts'
import { useKeys } from '../../frame/keys.ts'
import { PageHead } from '../../frame/slots.tsx'
import { toast, toastError } from '../../frame/toast.tsx'
import { type Prepare, useGo, usePathParams, useQueryState } from '../../location.ts'
import { links } from '../../links.ts'
import { loadingCode } from './loading-code.ts'
import { ModelsCrumb } from './ModelsCrumb.tsx'
import { Promote } from './Promote.tsx'
import { aliasesOf } from './registry.ts'
import { modelChanged } from './registry-actions.ts'
import { Schema } from './Schema.tsx'
import { modelQuery, useModel, useVersion, versionQuery } from './use-model.ts'
import { VersionAbout } from './VersionAbout.tsx'
import { VersionFiles } from './VersionFiles.tsx'

export const prepare: Prepare = ({ name = '', version = '' }) =>
  Promise.all([
    queries.ensureQueryData(versionQuery(name, version)).then(({ description }) => loadMarkdown(description ?? '')),
    queries.ensureQueryData(modelQuery(name)),
  ])

/** One version of a registered model. */
export function VersionPage(): ReactNode {
  const { name = '', version: number = '' } = usePathParams()
  const go = useGo()
  const version = useVersion(name, number)
  const crumbs = (
    <>
      <ModelsCrumb />
      <span aria-hidden="true">/</span>
      <Link to={links.model(name)}>{name}</Link>
    </>
  )
  const title = `${name} version ${number}`
  if (version.error instanceof ApiError && version.error.isGone)
    return (
      <>
        <PageHead title={title} crumbs={crumbs} />
        <EmptyState title="There is no such version" action={<Button onClick={() => go(links.model(name))}>Go to the model</Button>}>
          It was deleted, or it never was.
        </EmptyState>
      </>
    )
  return (
    <>
      <PageHead title={title} crumbs={crumbs} actions={version.data && <Actions version={version.data} />} />
      {version.isPending && <Loading what="Loading the version" />}
      {version.error && <ErrorState error={version.error} retry={() => void version.refetch()} />}
      {version.data && <Content key={title} version={version.data} />}
    </>
  )
}

function Actions({ version }: { version: ModelVersion }): ReactNode {
  const go = useGo()
  const { ask, dialog } = useConfirm()
  const { name, version: number } = version
  const erase = async (): Promise<void> => {
    try {
      await deleteModelVersion({ name, version: number })
      go(links.model(name))
      toast(`Deleted version ${number} of ${name}`)
      void modelChanged(name)
    } catch (error) {
      toastError(error)
    }
  }
  const body = `The version and its aliases are deleted for good, and its number is not given again. The run that it stems from and its files stay.`
  return (
    <>
      <Promote of={version} />
      <Button onClick={() => ask({ title: `Delete version ${number} of ${name}?`, body, yes: 'Delete the version', run: erase })}>
        Delete
      </Button>
      {dialog}
    </>
  )
}

function Content({ version }: { version: ModelVersion }): ReactNode {
  const [view] = useQueryState('view', 'overview')
  const here = links.version(version.name, version.version)
  const tabs = [
    { id: 'overview', name: 'Overview', href: here },
    { id: 'files', name: 'Files', href: `${here}?view=files` },
  ]
  return (
    <div className={page['fill']}>
      <LinkTabs label="Parts of the version" current={view} tabs={tabs} />
      <div className={page['rest']}>{view === 'files' ? <VersionFiles version={version} /> : <Overview version={version} />}</div>
    </div>
  )
}

function Overview({ version }: { version: ModelVersion }): ReactNode {
  const [describing, setDescribing] = useState(false)
  const { name, version: number, run_id, description = '' } = version
  const model = useModel(name)
  const run = useQuery({
    queryKey: ['run', run_id],
    queryFn: async ({ signal }) => (await getRun({ run_id }, signal)).run,
    enabled: run_id !== '',
  })
  useKeys('Version', [
    { keys: 'n', does: 'Edit the description', run: () => setDescribing(true) },
    { keys: 't', does: 'Set a tag', run: () => document.querySelector<HTMLElement>('[data-add-tag]')?.click() },
  ])
  const describe = async (text: string): Promise<void> => {
    await updateModelVersion({ name, version: number, description: text })
    await modelChanged(name)
  }
  const { metrics = [], params = [] } = run.data?.data ?? {}
  const isKnown = !run.isLoading
  return (
    <div className={page['flow']}>
      <div className={page['columns']}>
        <div style={{ minWidth: 0 }}>
          <Section title="Description" actions={!describing && <EditButton what="description" onClick={() => setDescribing(true)} />}>
            <Note text={description} onSave={describe} editing={describing} onEditing={setDescribing} />
          </Section>
          <Section title="Schema">
            <Schema name={name} version={number} />
          </Section>
          <Section title="Metrics of the source run" count={isKnown ? metrics.length : undefined}>
            {isKnown && <ValueTable what="metrics" right values={metrics.map(({ key, value }) => ({ key, value: numberText(value) }))} />}
          </Section>
          <Section title="Params of the source run" count={isKnown ? params.length : undefined}>
            {isKnown && <ValueTable what="params" values={params} />}
          </Section>
        </div>
        <div style={{ minWidth: 0 }}>
          <Section title="About">
            <VersionAbout version={version} run={run.data} />
          </Section>
        </div>
      </div>
      <Section title="Use it">
        <Snippets texts={loadingCode(TRACKING_URI, name, number, model.data && aliasesOf(model.data, number)[0])} />
      </Section>
    </div>
  )
}
