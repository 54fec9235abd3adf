import { IconAt } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './Models.module.css'
import { stageName } from './registry.ts'

/** The stage of a version: a word with a color; nothing when it has none. */
export function StageChip({ stage, version }: { stage: string; version?: string }): ReactNode {
  if (stage === 'None') return null
  return (
    <span className={styles['stage']} data-stage={stage}>
      {stageName(stage)}
      {version !== undefined && <b>v{version}</b>}
    </span>
  )
}

/** An alias, with the version that it points at where that is not clear. */
export function AliasChip({ alias, version }: { alias: string; version?: string }): ReactNode {
  return (
    <span className={styles['alias']} title={version === undefined ? alias : `${alias} is version ${version}`}>
      <IconAt size={12} aria-hidden="true" />
      <span className="cut">{alias}</span>
      {version !== undefined && <b>v{version}</b>}
    </span>
  )
}
