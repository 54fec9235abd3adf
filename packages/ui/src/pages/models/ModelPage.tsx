import { Button } from '../../controls/Button.tsx'
import { Popover } from '../../controls/overlays.tsx'
import type { ModelVersion, RegisteredModel } from '@tailrace/contract'
import { type ReactNode, useState } from 'react'
import { deleteRegisteredModel, renameRegisteredModel, updateRegisteredModel } from '../../api/calls.ts'
import { ApiError, TRACKING_URI } from '../../api/http.ts'
import { queries } from '../../api/queries.ts'
import { MOST_VERSIONS } from '../../api/questions.ts'
import { EditButton } from '../../controls/EditButton.tsx'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { loadMarkdown } from '../../controls/Markdown.tsx'
import { Note } from '../../controls/Note.tsx'
import page from '../../controls/Page.module.css'
import { RenameForm } from '../../controls/RenameForm.tsx'
import { Section } from '../../controls/Section.tsx'
import { Snippets } from '../../controls/Snippets.tsx'
import { TagList } from '../../controls/TagList.tsx'
import { Time } from '../../controls/Time.tsx'
import { useConfirm } from '../../controls/confirm.tsx'
import { count, plural } from '../../format.ts'
import { useKeys } from '../../frame/keys.ts'
import { PageHead } from '../../frame/slots.tsx'
import { toast, toastError } from '../../frame/toast.tsx'
import { type Prepare, useGo, usePathParams } from '../../location.ts'
import { links } from '../../links.ts'
import { tagOf } from '../experiments/experiment-rows.ts'
import { Board } from './Board.tsx'
import { loadingCode } from './loading-code.ts'
import { ModelsCrumb } from './ModelsCrumb.tsx'
import { aliasesOf } from './registry.ts'
import { deleteRegistryTag, modelChanged, setRegistryTag } from './registry-actions.ts'
import { Timeline } from './Timeline.tsx'
import { modelQuery, useModel, useVersions, versionsQuery } from './use-model.ts'
import { VersionsTable } from './VersionsTable.tsx'

export const prepare: Prepare = ({ name = '' }) =>
  Promise.all([
    queries.ensureQueryData(modelQuery(name)).then(({ description }) => loadMarkdown(description ?? '')),
    queries.ensureQueryData(versionsQuery(name)),
  ])

/** A registered model with its versions. */
export function ModelPage(): ReactNode {
  const name = usePathParams()['name'] ?? ''
  const model = useModel(name)
  const versions = useVersions(name)
  if (model.error instanceof ApiError && model.error.isGone) return <Gone name={name} />
  return (
    <>
      <PageHead
        title={name}
        crumbs={<ModelsCrumb />}
        actions={model.data && <Actions model={model.data} versions={versions.data?.length} />}
      />
      <div className={page['flow']}>
        {model.isPending && <Loading what="Loading the model" />}
        {model.error && <ErrorState error={model.error} retry={() => void model.refetch()} />}
        {versions.error && <ErrorState error={versions.error} retry={() => void versions.refetch()} />}
        {model.data && <Content key={name} model={model.data} versions={versions.data} />}
      </div>
    </>
  )
}

function Gone({ name }: { name: string }): ReactNode {
  const go = useGo()
  return (
    <>
      <PageHead title={name} crumbs={<ModelsCrumb />} />
      <EmptyState title="There is no such model" action={<Button onClick={() => go('/models')}>Go to all models</Button>}>
        It may have been deleted or renamed.
      </EmptyState>
    </>
  )
}

function Content({ model, versions }: { model: RegisteredModel; versions: readonly ModelVersion[] | undefined }): ReactNode {
  const [describing, setDescribing] = useState(false)
  const { name, description = '', tags = [] } = model
  useKeys('Model', [
    { keys: 'n', does: 'Edit the description', run: () => setDescribing(true) },
    { keys: 't', does: 'Set a tag', run: () => document.querySelector<HTMLElement>('[data-add-tag]')?.click() },
  ])
  const describe = async (text: string): Promise<void> => {
    await updateRegisteredModel({ name, description: text })
    await modelChanged(name)
  }
  return (
    <>
      <div className={page['columns']}>
        <Section title="Description" actions={!describing && <EditButton what="description" onClick={() => setDescribing(true)} />}>
          <Note text={description} onSave={describe} editing={describing} onEditing={setDescribing} />
        </Section>
        <Section title="About">
          <dl className={page['facts']}>
            <dt>Created</dt>
            <dd>
              <Time at={model.creation_timestamp} />
            </dd>
            <dt>Changed</dt>
            <dd>
              <Time at={model.last_updated_timestamp} />
            </dd>
            <dt>Tags</dt>
            <dd>
              <TagList
                tags={tags}
                onSet={(key, value) => setRegistryTag({ name }, key, value, tagOf(tags, key))}
                onDelete={(key) => deleteRegistryTag({ name }, key, tagOf(tags, key) ?? '')}
              />
            </dd>
          </dl>
        </Section>
      </div>
      {versions === undefined ? null : versions.length === 0 ? (
        <EmptyState title="No versions yet">Register one from the files of a run, or pass registered_model_name to log_model.</EmptyState>
      ) : (
        <WithVersions model={model} versions={versions} />
      )}
    </>
  )
}

function WithVersions({ model, versions }: { model: RegisteredModel; versions: readonly ModelVersion[] }): ReactNode {
  const used = (model.aliases ?? []).find(({ alias }) => alias === 'champion') ?? model.aliases?.[0]
  const version = used?.version ?? versions[0]?.version ?? ''
  return (
    <>
      <Section title="Board">
        <Timeline model={model} versions={versions} />
        <Board model={model} versions={versions} />
      </Section>
      <VersionsTable model={model} versions={versions} />
      {versions.length >= MOST_VERSIONS && <p className="dim">The newest {count(MOST_VERSIONS)} versions are shown.</p>}
      <Section title="Use it">
        <Snippets
          texts={loadingCode(
            TRACKING_URI,
            model.name,
            version,
            aliasesOf(model, version).includes(used?.alias ?? '') ? used?.alias : undefined,
          )}
        />
      </Section>
    </>
  )
}

function Actions({ model: { name }, versions }: { model: RegisteredModel; versions: number | undefined }): ReactNode {
  const go = useGo()
  const [renaming, setRenaming] = useState(false)
  const { ask, dialog } = useConfirm()
  const rename = async (new_name: string): Promise<void> => {
    await renameRegisteredModel({ name, new_name })
    void modelChanged(name)
    go(links.model(new_name), 'replace')
    toast(`Renamed ${name} to ${new_name}`, {
      undo: () => renameRegisteredModel({ name: new_name, new_name: name }).then(() => go(links.model(name), 'replace'), toastError),
    })
  }
  const erase = async (): Promise<void> => {
    try {
      await deleteRegisteredModel({ name })
      go('/models')
      toast(`Deleted ${name}`)
      void modelChanged(name)
    } catch (error) {
      toastError(error)
    }
  }
  return (
    <>
      <Popover opened={renaming} onChange={setRenaming} trapFocus position="bottom-end" width={280}>
        <Popover.Target>
          <Button onClick={() => setRenaming(!renaming)}>Rename</Button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Rename">
          <RenameForm name={name} onRename={rename} onClose={() => setRenaming(false)} />
        </Popover.Dropdown>
      </Popover>
      <Button
        onClick={() =>
          ask({
            title: `Delete ${name}?`,
            body: `The model, ${versions === undefined ? 'its versions' : plural(versions, 'version')}, tags and aliases are deleted for good. The runs that they stem from and their files stay.`,
            yes: 'Delete the model',
            run: erase,
          })
        }
      >
        Delete
      </Button>
      {dialog}
    </>
  )
}
