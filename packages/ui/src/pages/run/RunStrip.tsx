import type { Run } from '@tailrace/contract'
import { IconClock, IconCode, IconGitCommit, IconHierarchy2, IconHourglass, IconUser } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '../../controls/Button.tsx'
import { CopyButton } from '../../controls/CopyButton.tsx'
import { StatusIcon } from '../../controls/StatusIcon.tsx'
import { isSystemTag, TagList } from '../../controls/TagList.tsx'
import { Time } from '../../controls/Time.tsx'
import { markAsFailed, stalledText, useStalledRuns } from '../../controls/use-stalled.ts'
import { duration } from '../../format.ts'
import { links } from '../../links.ts'
import { commitAddress, shortSource, type SourceTags, sourceAddress } from './run-source.ts'
import styles from './run.module.css'
import { dropTag, putTag } from './run-actions.ts'
import { tagOf, useBriefRun } from './use-run.ts'

/** The run in a line: status, times, user, source, commit, parent, tags. */
export function RunStrip({ run }: { run: Run }): ReactNode {
  const { info } = run
  const parent = useBriefRun(tagOf(run, 'mlflow.parentRunId')).data
  const user = tagOf(run, 'mlflow.user') || info.user_id
  return (
    <div className={styles['strip']} role="group" aria-label="Summary">
      <StatusIcon status={info.status} runId={info.run_id} word />
      {info.status === 'RUNNING' && <MarkAsFailed runId={info.run_id} />}
      <span title="Started">
        <IconClock size={14} aria-label="Started" /> <Time at={info.start_time} />
      </span>
      <Duration run={run} />
      {user && (
        <span title="User">
          <IconUser size={14} aria-label="User" /> <b className="cut">{user}</b>
        </span>
      )}
      <Source run={run} />
      {parent && (
        <span title="Parent run">
          <IconHierarchy2 size={14} aria-label="Parent run" />
          <a className="cut" href={`#${links.run(info.experiment_id, parent.run_id)}`}>
            {parent.name}
          </a>
        </span>
      )}
      <Tags run={run} />
    </div>
  )
}

/** Ends a run that has stalled; nothing for others. */
function MarkAsFailed({ runId }: { runId: string }): ReactNode {
  const stalled = useStalledRuns()?.find(({ run_id }) => run_id === runId)
  if (!stalled) return null
  return (
    <>
      <span className="dim">{stalledText(stalled)}</span>
      <Button small onClick={() => void markAsFailed(stalled)}>
        Mark as failed
      </Button>
    </>
  )
}

/** Tags that are shown at first. */
const TAGS = 12

function Tags({ run }: { run: Run }): ReactNode {
  const [all, setAll] = useState(false)
  const tags = (run.data.tags ?? []).filter(({ key }) => !isSystemTag(key))
  const active = run.info.lifecycle_stage === 'active'
  if (tags.length === 0 && !active) return null
  return (
    <>
      <TagList
        tags={all ? tags : tags.slice(0, TAGS)}
        {...(active && { onSet: (key, value) => putTag(run, key, value), onDelete: (key) => dropTag(run, key) })}
      />
      {tags.length > TAGS && (
        <Button small variant="subtle" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Fewer tags' : `${tags.length - TAGS} more tags`}
        </Button>
      )}
    </>
  )
}

function Duration({ run: { info } }: { run: Run }): ReactNode {
  const running = info.status === 'RUNNING' && !info.end_time
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!running) return undefined
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [running])
  const start = Number(info.start_time)
  const end = info.end_time ? Number(info.end_time) : running ? now : undefined
  if (!start || !end) return null
  return (
    <span title={running ? 'Running for' : 'Duration'}>
      <IconHourglass size={14} aria-label={running ? 'Running for' : 'Duration'} />
      {duration(running ? Math.floor((end - start) / 1_000) * 1_000 : end - start)}
    </span>
  )
}

function sourceTags(run: Run): SourceTags {
  return {
    name: tagOf(run, 'mlflow.source.name'),
    repository: tagOf(run, 'mlflow.source.git.repoURL') ?? tagOf(run, 'mlflow.gitRepoURL'),
    commit: tagOf(run, 'mlflow.source.git.commit'),
    branch: tagOf(run, 'mlflow.source.git.branch'),
  }
}

function Source({ run }: { run: Run }): ReactNode {
  const tags = sourceTags(run)
  const file = sourceAddress(tags)
  const commit = commitAddress(tags)
  return (
    <>
      {tags.name && (
        <span title={`Source: ${tags.name}`}>
          <IconCode size={14} aria-label="Source" />
          <Outside href={file}>{shortSource(tags.name)}</Outside>
        </span>
      )}
      {tags.commit && (
        <span title={`Commit ${tags.commit}${tags.branch ? ` on ${tags.branch}` : ''}`}>
          <IconGitCommit size={14} aria-label="Commit" />
          {tags.branch && <span className="cut">{tags.branch}</span>}
          <Outside href={commit}>
            <code>{tags.commit.slice(0, 7)}</code>
          </Outside>
          <CopyButton text={tags.commit} what="commit" />
        </span>
      )}
    </>
  )
}

const Outside = ({ href, children }: { href: string | undefined; children: ReactNode }): ReactNode =>
  href ? (
    <a className="cut" href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ) : (
    <b className="cut">{children}</b>
  )
