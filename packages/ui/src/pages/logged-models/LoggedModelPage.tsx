import { Button } from '../../controls/Button.tsx'
import { Popover } from '../../controls/overlays.tsx'
import type { LoggedModel } from '@tailrace/contract'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Link } from '../../controls/Link.tsx'
import { type ReactNode, useMemo, useState } from 'react'
import { getLoggedModel } from '../../api/calls.ts'
import { ApiError } from '../../api/http.ts'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { LinkTabs } from '../../controls/LinkTabs.tsx'
import { lazyWithPreload } from '../../controls/lazy-with-preload.tsx'
import { Loading } from '../../controls/Loading.tsx'
import page from '../../controls/Page.module.css'
import { RegisterForm } from '../../files/RegisterForm.tsx'
import { loggedModelFiles } from '../../files/file-source.ts'
import { PageHead } from '../../frame/slots.tsx'
import { useGo, usePathParams, useQueryState } from '../../location.ts'
import { links } from '../../links.ts'
import { useExperiment } from '../runs/use-experiment.ts'
import { LoggedModelOverview } from './LoggedModelOverview.tsx'

const FilesBrowser = lazyWithPreload(
  async () => (await import('../../files/FilesBrowser.tsx')).FilesBrowser,
  <Loading what="Loading the files" />,
)

const useLoggedModel = (model_id: string): UseQueryResult<LoggedModel> =>
  useQuery({
    queryKey: ['models', 'logged', model_id],
    queryFn: async ({ signal }) => (await getLoggedModel({ model_id }, signal)).model,
    enabled: model_id !== '',
  })

/** One logged model: what is known of it, its metrics, its files. */
export function LoggedModelPage(): ReactNode {
  const { experimentId = '', modelId = '', tab = 'overview' } = usePathParams()
  const go = useGo()
  const { data, error, isPending, refetch } = useLoggedModel(modelId)
  const experiment = useExperiment(experimentId)
  const crumbs = (
    <>
      <Link to={links.experiment(experimentId)}>{experiment.data?.name ?? experimentId}</Link>
      <span aria-hidden="true">/</span>
      <Link to={links.experiment(experimentId, 'models')}>Models</Link>
    </>
  )
  if (error instanceof ApiError && error.isGone)
    return (
      <>
        <PageHead title="No such model" crumbs={crumbs} />
        <EmptyState
          title="There is no such logged model"
          action={<Button onClick={() => go(links.experiment(experimentId, 'models'))}>Models of the experiment</Button>}
        >
          It was deleted, or it never was: {modelId}
        </EmptyState>
      </>
    )
  return (
    <>
      <PageHead title={data?.info.name ?? '…'} crumbs={crumbs} actions={data && <Register model={data} />} />
      {isPending && <Loading what="Loading the model" />}
      {error && <ErrorState error={error} retry={() => void refetch()} />}
      {data && <Content key={modelId} model={data} tab={tab} />}
    </>
  )
}

function Register({ model }: { model: LoggedModel }): ReactNode {
  const [opened, setOpened] = useState(false)
  const place = loggedModelFiles(model).place?.('')
  if (!place) return null
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-end" width={340}>
      <Popover.Target>
        <Button onClick={() => setOpened(!opened)}>Register</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Register this model">
        <RegisterForm choices={[{ ...place, label: model.info.name }]} onDone={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Content({ model, tab }: { model: LoggedModel; tab: string }): ReactNode {
  const here = links.loggedModel(model.info.experiment_id, model.info.model_id)
  const tabs = [
    { id: 'overview', name: 'Overview', href: here },
    { id: 'artifacts', name: 'Files', href: `${here}/artifacts` },
  ]
  return (
    <div className={page['fill']}>
      <LinkTabs label="Parts of the model" current={tab} tabs={tabs} />
      <div className={page['rest']}>{tab === 'artifacts' ? <ModelFiles model={model} /> : <LoggedModelOverview model={model} />}</div>
    </div>
  )
}

function ModelFiles({ model }: { model: LoggedModel }): ReactNode {
  const [path, setPath] = useQueryState('path')
  const source = useMemo(() => loggedModelFiles(model), [model])
  return <FilesBrowser source={source} path={path} onPath={setPath} />
}
