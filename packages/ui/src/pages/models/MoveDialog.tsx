import { Button } from '../../controls/Button.tsx'
import { Checkbox, Modal, Select } from '../../controls/overlays.tsx'
import type { ModelVersion } from '@tailrace/contract'
import { type ReactNode, useState } from 'react'
import { STAGES, stageName } from './registry.ts'
import { moveAlias, moveStage } from './registry-actions.ts'

/** Something on the board that is about to move: an alias to another version, or a version to another stage. */
export type Move =
  { kind: 'alias'; alias: string; from: string; to: string | undefined } | { kind: 'stage'; version: ModelVersion; to: string | undefined }

/** Asks before what serves is changed. */
export function MoveDialog({
  move,
  versions,
  onClose,
}: {
  move: Move | undefined
  versions: readonly ModelVersion[]
  onClose: () => void
}): ReactNode {
  const title = move?.kind === 'alias' ? `Move the alias ${move.alias}` : `Stage of version ${move?.version.version ?? ''}`
  return (
    <Modal opened={move !== undefined} onClose={onClose} title={title}>
      {move?.kind === 'alias' && <AliasForm key={move.alias} move={move} versions={versions} onClose={onClose} />}
      {move?.kind === 'stage' && <StageForm key={move.version.version} move={move} versions={versions} onClose={onClose} />}
    </Modal>
  )
}

type FormProps<Kind> = { move: Extract<Move, { kind: Kind }>; versions: readonly ModelVersion[]; onClose: () => void }

function AliasForm({ move, versions, onClose }: FormProps<'alias'>): ReactNode {
  const [to, setTo] = useState<string | null>(move.to ?? null)
  const name = versions[0]?.name ?? ''
  return (
    <Form
      ready={to !== null && to !== move.from}
      yes={to ? `Move to version ${to}` : 'Move'}
      onClose={onClose}
      onYes={() => moveAlias(name, move.alias, to ?? '', move.from)}
    >
      <p>
        Whoever loads <code>{`models:/${name}@${move.alias}`}</code> gets version {move.from} now, and another one from then on.
      </p>
      <Select
        label="To version"
        data={versions
          .filter(({ version }) => version !== move.from)
          .map(({ version, current_stage }) => ({
            value: version,
            label: current_stage === 'None' ? version : `${version} · ${current_stage}`,
          }))}
        value={to}
        onChange={setTo}
        searchable
        openOnFocus={false}
        allowDeselect={false}
        {...(move.to === undefined && { 'data-autofocus': true })}
      />
    </Form>
  )
}

function StageForm({ move, versions, onClose }: FormProps<'stage'>): ReactNode {
  const { version, name, current_stage } = move.version
  const [to, setTo] = useState<string | null>(move.to ?? null)
  const [archive, setArchive] = useState(true)
  const serves = to === 'Production' || to === 'Staging'
  const others = versions.filter((each) => each.current_stage === to && each.version !== version)
  return (
    <Form
      ready={to !== null && to !== current_stage}
      yes={to ? `Move to ${stageName(to)}` : 'Move'}
      onClose={onClose}
      onYes={() => moveStage(move.version, to ?? 'None', serves && archive && others.length > 0, versions)}
    >
      <p>
        Version {version} of {name}: stage {stageName(current_stage)}. Stages are deprecated: prefer aliases.
      </p>
      <Select
        label="To stage"
        data={STAGES.filter((stage) => stage !== current_stage).map((stage) => ({ value: stage, label: stageName(stage) }))}
        value={to}
        onChange={setTo}
        allowDeselect={false}
        {...(move.to === undefined && { 'data-autofocus': true })}
      />
      {serves && others.length > 0 && (
        <Checkbox
          mt="md"
          checked={archive}
          onChange={(event) => setArchive(event.currentTarget.checked)}
          label={`Archive what is in ${to} now: version ${others.map((each) => each.version).join(', ')}`}
        />
      )}
    </Form>
  )
}

function Form({
  ready,
  yes,
  onYes,
  onClose,
  children,
}: {
  ready: boolean
  yes: string
  onYes: () => Promise<void>
  onClose: () => void
  children: ReactNode
}): ReactNode {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onClose()
        void onYes()
      }}
    >
      {children}
      <div className="buttons end">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" disabled={!ready} data-autofocus={ready || undefined}>
          {yes}
        </Button>
      </div>
    </form>
  )
}
