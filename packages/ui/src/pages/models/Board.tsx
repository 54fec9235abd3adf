import { IconArrowsExchange } from '@tabler/icons-react'
import type { ModelVersion, RegisteredModel } from '@tailrace/contract'
import { IconButton } from '../../controls/Button.tsx'
import { Link } from '../../controls/Link.tsx'
import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from 'react'
import { ago, plural } from '../../format.ts'
import { links } from '../../links.ts'
import { AliasChip } from './Chips.tsx'
import styles from './Models.module.css'
import { type Move, MoveDialog } from './MoveDialog.tsx'
import { STAGES, type Stage, aliasesOf, stageName } from './registry.ts'

/** Versions of one lane at most; those with an alias are always there. */
const MOST = 6

type Dragged = { kind: 'alias'; alias: string; from: string } | { kind: 'stage'; version: ModelVersion }

/**
 * Versions by stage, each with its aliases. A version is dragged to another stage, an alias to another version; by keyboard Enter on either opens
 * the same dialog, and the arrows up and down on an alias choose the neighbour.
 */
export function Board({ model, versions }: { model: RegisteredModel; versions: readonly ModelVersion[] }): ReactNode {
  const [dragged, setDragged] = useState<Dragged | undefined>()
  const [move, setMove] = useState<Move | undefined>()
  const drop = (stage: string, version?: ModelVersion): void => {
    setDragged(undefined)
    if (dragged?.kind === 'stage' && dragged.version.current_stage !== stage) setMove({ ...dragged, to: stage })
    if (dragged?.kind === 'alias' && version && version.version !== dragged.from) setMove({ ...dragged, to: version.version })
  }
  return (
    <>
      <div className={styles['board']}>
        {STAGES.map((stage) => (
          <Lane key={stage} stage={stage} {...{ model, versions, dragged, setDragged, setMove, drop }} />
        ))}
      </div>
      <MoveDialog move={move} versions={versions} onClose={() => setMove(undefined)} />
    </>
  )
}

interface Uses {
  model: RegisteredModel
  versions: readonly ModelVersion[]
  dragged: Dragged | undefined
  setDragged: (dragged: Dragged | undefined) => void
  setMove: (move: Move) => void
  drop: (stage: string, version?: ModelVersion) => void
}

function Lane({ stage, ...uses }: Uses & { stage: Stage }): ReactNode {
  const [over, setOver] = useState(false)
  const { model, versions, dragged, drop } = uses
  const here = versions.filter((version) => version.current_stage === stage)
  const shown = here.filter((version, index) => index < MOST || aliasesOf(model, version.version).length > 0)
  return (
    <section
      className={styles['lane']}
      aria-label={stageName(stage)}
      data-over={(over && dragged?.kind === 'stage') || undefined}
      onDragOver={(event) => {
        if (dragged?.kind !== 'stage') return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={() => {
        setOver(false)
        drop(stage)
      }}
    >
      <h3>
        {stageName(stage)} <span>{here.length}</span>
      </h3>
      {shown.map((version) => (
        <Card key={version.version} version={version} {...uses} />
      ))}
      {here.length > shown.length && <span className="dim">and {plural(here.length - shown.length, 'older one')}</span>}
    </section>
  )
}

function Card({ version, model, versions, dragged, setDragged, setMove, drop }: Uses & { version: ModelVersion }): ReactNode {
  const [over, setOver] = useState(false)
  const number = version.version
  const takes = dragged?.kind === 'alias' && dragged.from !== number
  const begin = (event: DragEvent, what: Dragged): void => {
    event.stopPropagation()
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData('text/plain', number)
    setDragged(what)
  }
  return (
    <div
      className={styles['card']}
      data-version={number}
      data-over={(over && takes) || undefined}
      draggable
      onDragStart={(event) => begin(event, { kind: 'stage', version })}
      onDragEnd={() => setDragged(undefined)}
      onDragOver={(event) => {
        if (!takes) return
        event.preventDefault()
        event.stopPropagation()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        if (!takes) return
        event.stopPropagation()
        drop(version.current_stage, version)
      }}
    >
      <header>
        <Link to={links.version(model.name, number)} draggable={false}>
          v{number}
        </Link>
        <span className="dim">{ago(version.creation_timestamp)}</span>
        <span className={styles['space']} />
        <IconButton
          size={24}
          aria-label={`Move version ${number} to another stage`}
          onClick={() => setMove({ kind: 'stage', version, to: undefined })}
        >
          <IconArrowsExchange size={14} />
        </IconButton>
      </header>
      <div className={styles['chips']}>
        {aliasesOf(model, number).map((alias) => (
          <button
            key={alias}
            type="button"
            draggable
            aria-label={`Move the alias ${alias} of version ${number}`}
            onDragStart={(event) => begin(event, { kind: 'alias', alias, from: number })}
            onClick={() => setMove({ kind: 'alias', alias, from: number, to: undefined })}
            onKeyDown={(event) => chooseNeighbour(event, versions, number, (to) => setMove({ kind: 'alias', alias, from: number, to }))}
          >
            <AliasChip alias={alias} />
          </button>
        ))}
      </div>
    </div>
  )
}

/** Arrow up is the next newer version, arrow down the next older one. */
function chooseNeighbour(event: KeyboardEvent, versions: readonly ModelVersion[], from: string, choose: (version: string) => void): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
  if (!step) return
  event.preventDefault()
  const neighbour = versions[versions.findIndex(({ version }) => version === from) + step]
  if (neighbour) choose(neighbour.version)
}
