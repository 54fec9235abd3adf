import type { DatasetInput, Run } from '@tailrace/contract'
import { IconDatabase } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { CopyButton } from '../../controls/CopyButton.tsx'
import { LongText } from '../../controls/LongText.tsx'
import { Section } from '../../controls/Section.tsx'
import { SignatureTable } from '../../files/SignatureTable.tsx'
import { datasetColumns, placeOf, profileFacts } from './dataset-facts.ts'
import styles from './run.module.css'

/** Datasets that a run used; each opens in place to its source, schema and profile. */
export function Datasets({ run }: { run: Run }): ReactNode {
  const inputs = run.inputs?.dataset_inputs ?? []
  if (inputs.length === 0) return null
  return (
    <Section title="Datasets" count={inputs.length}>
      {inputs.map((input) => (
        <Dataset key={`${input.dataset.name} ${input.dataset.digest} ${contextOf(input)}`} input={input} />
      ))}
    </Section>
  )
}

export const contextOf = ({ tags }: DatasetInput): string => tags?.find(({ key }) => key === 'mlflow.data.context')?.value ?? ''

function Dataset({ input }: { input: DatasetInput }): ReactNode {
  const { name, digest, source, source_type, schema, profile } = input.dataset
  const columns = datasetColumns(schema)
  const context = contextOf(input)
  const place = placeOf(source)
  return (
    <details className={styles['dataset']}>
      <summary>
        <IconDatabase size={15} aria-hidden="true" style={{ flex: 'none' }} />
        <strong className="cut">{name}</strong>
        <span className="dim mono">{digest}</span>
        {context && <span className={styles['badge']}>{context}</span>}
        <span style={{ flex: 1 }} />
        {columns && <span className="dim">{columns.length} columns</span>}
      </summary>
      <div>
        <dl className={styles['facts']}>
          <dt>Source</dt>
          <dd>
            {source_type} {place && <LongText text={place} what="source" />} {place && <CopyButton text={place} what="source" />}
          </dd>
          {profileFacts(profile).map(([key, value]) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>{key}</dt>
              <dd>
                <LongText text={value} what={key} />
              </dd>
            </div>
          ))}
        </dl>
        {columns && <SignatureTable columns={columns} name={`Schema of ${name}`} />}
        {!columns && schema && <LongText text={schema} what="schema" />}
      </div>
    </details>
  )
}
