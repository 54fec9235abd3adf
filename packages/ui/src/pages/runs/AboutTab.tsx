import type { Experiment } from '@tailrace/contract'
import { type ReactNode, useState } from 'react'
import { TextField } from '../../controls/TextField.tsx'
import { Button } from '../../controls/Button.tsx'
import { CopyButton } from '../../controls/CopyButton.tsx'
import { Note } from '../../controls/Note.tsx'
import { Section } from '../../controls/Section.tsx'
import { TagList } from '../../controls/TagList.tsx'
import { Time } from '../../controls/Time.tsx'
import { setExperimentTag } from '../../api/calls.ts'
import { toastError } from '../../frame/toast.tsx'
import { useKeys } from '../../frame/keys.ts'
import {
  experimentsChanged,
  renameExperiment,
  restoreExperiments,
  tagExperiments,
  trashExperiments,
  untagExperiment,
} from '../experiments/experiment-actions.ts'
import { RunCode } from './NewRun.tsx'
import styles from './RunsPage.module.css'

const NOTE = 'mlflow.note.content'

/** What an experiment is: name, identifier, place of its files, description, tags. */
export function AboutTab({ experiment }: { experiment: Experiment }): ReactNode {
  const { experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, tags = [] } = experiment
  const [describing, setDescribing] = useState(false)
  const note = tags.find(({ key }) => key === NOTE)?.value ?? ''
  useKeys('Experiment', [{ keys: 'n', does: 'Write the description', run: () => setDescribing(true) }])
  const save = async (text: string): Promise<void> => {
    await setExperimentTag({ experiment_id, key: NOTE, value: text })
    await experimentsChanged()
  }
  return (
    <div className={styles['about']}>
      <dl className={styles['facts']}>
        <dt>Name</dt>
        <dd>
          <Name key={name} experiment={experiment} />
        </dd>
        <dt>Id</dt>
        <dd>
          <span className="mono">{experiment_id}</span>
          <CopyButton text={experiment_id} what="experiment id" />
        </dd>
        <dt>Artifact location</dt>
        <dd>
          <span className="mono">{artifact_location}</span>
          <CopyButton text={artifact_location} what="artifact location" />
        </dd>
        <dt>Created</dt>
        <dd>
          <Time at={Number(creation_time ?? 0)} />
        </dd>
        <dt>Changed</dt>
        <dd>
          <Time at={Number(last_update_time ?? 0)} />
        </dd>
      </dl>
      <Section
        title="Description"
        actions={
          !describing && (
            <Button small onClick={() => setDescribing(true)}>
              Edit
            </Button>
          )
        }
      >
        <Note text={note} onSave={save} editing={describing} onEditing={setDescribing} />
      </Section>
      <Section title="Tags">
        <TagList
          tags={tags}
          onSet={(key, value) => tagExperiments([experiment], key, value)}
          onDelete={(key) => untagExperiment(experiment, key)}
        />
      </Section>
      {lifecycle_stage === 'active' && (
        <Section title="Log a run">
          <RunCode experiment={experiment} />
        </Section>
      )}
      {lifecycle_stage === 'active' ? (
        <Button danger onClick={() => void trashExperiments([experiment])}>
          Delete the experiment
        </Button>
      ) : (
        <Button onClick={() => void restoreExperiments([experiment])}>Restore the experiment</Button>
      )}
    </div>
  )
}

function Name({ experiment }: { experiment: Experiment }): ReactNode {
  const [draft, setDraft] = useState(experiment.name)
  const changed = draft.trim() !== experiment.name
  const rename = (): void => void renameExperiment(experiment, draft.trim()).catch(toastError)
  return (
    <form
      style={{ flex: '0 1 420px', minWidth: 0 }}
      onSubmit={(event) => {
        event.preventDefault()
        if (changed) rename()
      }}
    >
      <div style={{ display: 'flex', gap: 8 }}>
        <TextField aria-label="Name" value={draft} onChange={(event) => setDraft(event.currentTarget.value)} style={{ flex: 1 }} />
        {changed && (
          <Button type="submit" variant="filled" disabled={draft.trim() === ''}>
            Rename
          </Button>
        )}
      </div>
    </form>
  )
}
