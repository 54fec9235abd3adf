import type { Experiment, ExperimentSummary } from '@tailrace/contract'
import { Button } from '../../controls/Button.tsx'
import { Link } from '../../controls/Link.tsx'
import { type ReactNode, useState } from 'react'
import { setExperimentTag } from '../../api/calls.ts'
import { CopyButton } from '../../controls/CopyButton.tsx'
import { Note } from '../../controls/Note.tsx'
import page from '../../controls/Page.module.css'
import { RenameForm } from '../../controls/RenameForm.tsx'
import { Section } from '../../controls/Section.tsx'
import { TagList } from '../../controls/TagList.tsx'
import { Time } from '../../controls/Time.tsx'
import { count, exact, number } from '../../format.ts'
import { links } from '../../links.ts'
import { experimentsChanged, renameExperiment, tagExperiments, trashExperiments, untagExperiment } from './experiment-actions.ts'
import { tagOf } from './experiment-rows.ts'

const NOTE = 'mlflow.note.content'

/** One experiment beside the list: describe, tag, rename, delete. */
export function ExperimentInspector({
  experiment,
  summary,
}: {
  experiment: Experiment
  summary: ExperimentSummary | undefined
}): ReactNode {
  const [renaming, setRenaming] = useState(false)
  const [describing, setDescribing] = useState(false)
  const { experiment_id, name, artifact_location, tags = [] } = experiment
  const describe = async (value: string): Promise<void> => {
    await setExperimentTag({ experiment_id, key: NOTE, value })
    await experimentsChanged()
  }
  return (
    <div className={page['inspected']}>
      <h2>
        <Link to={links.experiment(experiment_id)}>{name}</Link>
      </h2>
      {renaming ? (
        <RenameForm name={name} onRename={(to) => renameExperiment(experiment, to)} onClose={() => setRenaming(false)} />
      ) : (
        <div className="buttons">
          <Button onClick={() => setRenaming(true)}>Rename</Button>
          <Button
            disabled={experiment_id === '0'}
            title={experiment_id === '0' ? 'The default experiment stays' : undefined}
            onClick={() => void trashExperiments([experiment])}
          >
            Delete
          </Button>
        </div>
      )}
      <Section
        title="Description"
        actions={
          !describing && (
            <Button small variant="subtle" onClick={() => setDescribing(true)}>
              Edit
            </Button>
          )
        }
      >
        <Note text={tagOf(tags, NOTE) ?? ''} onSave={describe} editing={describing} onEditing={setDescribing} />
      </Section>
      <Section title="Tags">
        <TagList
          tags={tags}
          onSet={(key, value) => tagExperiments([experiment], key, value)}
          onDelete={(key) => untagExperiment(experiment, key)}
        />
      </Section>
      <Section title="About">
        <dl className={page['facts']}>
          <dt>Runs</dt>
          <dd>{summary ? count(summary.runs) : '–'}</dd>
          <dt>Best</dt>
          <dd>
            {summary?.metric ? (
              <Link to={links.run(experiment_id, summary.metric.run_id)} title={exact(summary.metric.best)}>
                {summary.metric.key} {number(summary.metric.best)}
              </Link>
            ) : (
              '–'
            )}
          </dd>
          <dt>Created</dt>
          <dd>
            <Time at={experiment.creation_time} />
          </dd>
          <dt>Changed</dt>
          <dd>
            <Time at={experiment.last_update_time} />
          </dd>
          <dt>Id</dt>
          <dd>
            <span className="mono">{experiment_id}</span> <CopyButton text={experiment_id} what="experiment id" />
          </dd>
          <dt>Artifacts</dt>
          <dd>
            <span className="mono">{artifact_location}</span> <CopyButton text={artifact_location} what="artifact location" />
          </dd>
        </dl>
      </Section>
    </div>
  )
}
