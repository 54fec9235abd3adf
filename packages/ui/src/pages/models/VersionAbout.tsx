import type { ModelVersion, Run } from '@tailrace/contract'
import { useQuery } from '@tanstack/react-query'
import { Button } from '../../controls/Button.tsx'
import { Link } from '../../controls/Link.tsx'
import { type ReactNode, useState } from 'react'
import { getLoggedModel } from '../../api/calls.ts'
import { CopyButton } from '../../controls/CopyButton.tsx'
import page from '../../controls/Page.module.css'
import { TagList } from '../../controls/TagList.tsx'
import { statusName } from '../../controls/status-name.ts'
import { Time } from '../../controls/Time.tsx'
import { moment } from '../../format.ts'
import { links } from '../../links.ts'
import { tagOf } from '../experiments/experiment-rows.ts'
import { Aliases } from './Aliases.tsx'
import { StageChip } from './Chips.tsx'
import { MoveDialog } from './MoveDialog.tsx'
import { copiedFrom, loggedModelOf } from './registry.ts'
import { deleteRegistryTag, setRegistryTag } from './registry-actions.ts'
import { useModel, useVersions } from './use-model.ts'

/** What is known of a version: where it comes from, what names it. */
export function VersionAbout({ version, run }: { version: ModelVersion; run: Run | undefined }): ReactNode {
  const { name, tags = [] } = version
  const owner = { name, version: version.version }
  const model = useModel(name)
  return (
    <dl className={page['facts']}>
      <dt>Aliases</dt>
      <dd>{model.data && <Aliases model={model.data} version={version.version} />}</dd>
      <dt>Stage</dt>
      <dd>
        <Stage version={version} />
      </dd>
      <dt>Registered</dt>
      <dd>
        <Time at={version.creation_timestamp} /> <span className="dim">{moment(version.creation_timestamp)}</span>
      </dd>
      <dt>Changed</dt>
      <dd>
        <Time at={version.last_updated_timestamp} />
      </dd>
      {version.user_id && (
        <>
          <dt>By</dt>
          <dd>{version.user_id}</dd>
        </>
      )}
      {version.status !== 'READY' && (
        <>
          <dt>Status</dt>
          <dd>
            {statusName(version.status)} {version.status_message}
          </dd>
        </>
      )}
      <dt>Source run</dt>
      <dd>
        {run ? (
          <Link to={links.run(run.info.experiment_id, run.info.run_id)}>{run.info.run_name}</Link>
        ) : (
          <SourceGone id={version.run_id} />
        )}
      </dd>
      <SourceModel version={version} />
      <dt>Source</dt>
      <dd>
        <span className="mono">{version.source}</span> <CopyButton text={version.source} what="source" />
      </dd>
      <dt>Tags</dt>
      <dd>
        <TagList
          tags={tags}
          onSet={(key, value) => setRegistryTag(owner, key, value, tagOf(tags, key))}
          onDelete={(key) => deleteRegistryTag(owner, key, tagOf(tags, key) ?? '')}
        />
      </dd>
    </dl>
  )
}

const SourceGone = ({ id }: { id: string }): ReactNode =>
  id === '' ? (
    <span className="dim">none</span>
  ) : (
    <span className="mono dim" title="This run is gone">
      {id}
    </span>
  )

function Stage({ version }: { version: ModelVersion }): ReactNode {
  const [moving, setMoving] = useState(false)
  const { data: versions = [version] } = useVersions(version.name)
  return (
    <>
      {version.current_stage === 'None' ? <span className="dim">none </span> : <StageChip stage={version.current_stage} />}
      <Button small variant="subtle" onClick={() => setMoving(true)}>
        Change stage
      </Button>
      <MoveDialog
        move={moving ? { kind: 'stage', version, to: undefined } : undefined}
        versions={versions}
        onClose={() => setMoving(false)}
      />
    </>
  )
}

function SourceModel({ version }: { version: ModelVersion }): ReactNode {
  const model_id = loggedModelOf(version) ?? ''
  const copy = copiedFrom(version)
  const { data } = useQuery({
    queryKey: ['models', 'logged', model_id],
    queryFn: async ({ signal }) => (await getLoggedModel({ model_id }, signal)).model,
    enabled: model_id !== '',
  })
  if (!data && !copy) return null
  return (
    <>
      <dt>Source model</dt>
      <dd>
        {data && <Link to={links.loggedModel(data.info.experiment_id, data.info.model_id)}>{data.info.name}</Link>}
        {copy && (
          <Link to={links.version(copy.name, copy.version)}>
            {copy.name} version {copy.version}
          </Link>
        )}
      </dd>
    </>
  )
}
