import { type ReactNode, useMemo, useState } from 'react'
import { CopyButton } from '../../controls/CopyButton.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { bytes } from '../../format.ts'
import { Broken } from '../Broken.tsx'
import styles from '../files.module.css'
import { type OpenFile, useText } from '../read-file.ts'
import { SignatureTable } from '../SignatureTable.tsx'
import { Code } from './CodeViewer.tsx'
import { JsonTree } from './JsonTree.tsx'
import { loadSnippets, type MlmodelCard, parseMlmodel } from './mlmodel.ts'
import own from './viewers.module.css'
import { Segments } from '../../controls/Segments.tsx'

/** An MLmodel file as a card, and as it is. */
export function MlmodelViewer({ file }: { file: OpenFile }): ReactNode {
  const [look, setLook] = useState('card')
  const { data } = useText(file)
  return (
    <>
      <div className={styles['bar']}>
        <Segments
          aria-label="Show as"
          data={[
            { value: 'card', label: 'Card' },
            { value: 'text', label: 'Text' },
          ]}
          value={look}
          onChange={setLook}
        />
      </div>
      {look === 'card' ? <ModelCard file={file} /> : <Code text={data ?? ''} extension="yaml" name={file.name} />}
    </>
  )
}

/** What an MLmodel file says: flavors, signature, size, and with `uri` how to load it. */
export function ModelCard({ file, uri }: { file: OpenFile; uri?: string }): ReactNode {
  const { data, error, refetch } = useText(file)
  const card = useMemo(() => (data === undefined ? undefined : attempt(data)), [data])
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  if (!card) return <Loading />
  if (card instanceof Error) return <Broken file={file} error={card} />
  return (
    <section className={own['card']} aria-label="Model">
      <dl className={own['facts']}>
        <Fact name="Flavors">{card.flavors.map(({ name }) => name).join(', ') || 'none'}</Fact>
        {card.size !== undefined && <Fact name="Size">{bytes(card.size)}</Fact>}
        {card.facts.map(([name, value]) => (
          <Fact key={name} name={name}>
            <span className="mono">{value}</span>
          </Fact>
        ))}
        {card.example && <Fact name="Input example">{card.example}</Fact>}
      </dl>
      {uri && <Snippets uri={uri} flavors={card.flavors.map(({ name }) => name)} />}
      <Signature card={card} />
      {card.flavors.map(({ name, facts }) => (
        <details key={name} style={{ marginTop: 8 }}>
          <summary style={{ cursor: 'pointer', minHeight: 24 }}>{name}</summary>
          <dl className={own['facts']}>
            {facts.map(([key, value]) => (
              <Fact key={key} name={key}>
                {value}
              </Fact>
            ))}
          </dl>
        </details>
      ))}
      {card.metadata !== undefined && (
        <>
          <h3>Metadata</h3>
          <JsonTree value={card.metadata} name="metadata" />
        </>
      )}
    </section>
  )
}

function attempt(text: string): MlmodelCard | Error {
  try {
    return parseMlmodel(text)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const Fact = ({ name, children }: { name: string; children: ReactNode }): ReactNode => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

function Signature({ card }: { card: MlmodelCard }): ReactNode {
  if (!card.signed) return <p className="dim">The model has no signature: its inputs are not checked.</p>
  return [
    ['Inputs', card.inputs],
    ['Outputs', card.outputs],
    ['Params', card.params],
  ].map(([title, columns]) =>
    typeof title === 'string' && Array.isArray(columns) && columns.length > 0 ? (
      <div key={title}>
        <h3>{title}</h3>
        <SignatureTable columns={columns} name={title} />
      </div>
    ) : null,
  )
}

function Snippets({ uri, flavors }: { uri: string; flavors: readonly string[] }): ReactNode {
  const snippets = loadSnippets(uri, flavors)
  const [chosen, setChosen] = useState(snippets[0]?.name ?? '')
  const code = snippets.find(({ name }) => name === chosen)?.code ?? ''
  return (
    <div style={{ marginTop: 12 }}>
      <Segments aria-label="Load the model" data={snippets.map(({ name }) => name)} value={chosen} onChange={setChosen} />
      <div className={own['snippet']}>
        <pre tabIndex={0}>{code}</pre>
        <CopyButton text={code} what="code" />
      </div>
    </div>
  )
}
