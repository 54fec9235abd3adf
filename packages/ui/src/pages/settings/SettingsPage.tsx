import { setColorScheme, useColorScheme } from '../../frame/color-scheme.ts'
import { Switch } from '../../controls/Switch.tsx'
import { useLocalStorage } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link } from '../../controls/Link.tsx'
import { type ReactNode, useState } from 'react'
import { getServerInfo } from '../../api/calls.ts'
import type { Connection } from '../../api/connection.ts'
import { useConnection } from '../../api/use-connection.ts'
import { TRACKING_URI } from '../../api/http.ts'
import { CopyButton } from '../../controls/CopyButton.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import page from '../../controls/Page.module.css'
import { Section } from '../../controls/Section.tsx'
import { Time } from '../../controls/Time.tsx'
import { type Contrast, contrast, setContrast } from '../../frame/contrast.ts'
import { PageHead } from '../../frame/slots.tsx'
import { usePathParams } from '../../location.ts'
import { KeyList } from './KeyList.tsx'
import styles from './Settings.module.css'
import { Segments } from '../../controls/Segments.tsx'

const SECTIONS = [
  { id: 'appearance', name: 'Appearance' },
  { id: 'server', name: 'Server' },
  { id: 'keys', name: 'Keys' },
] as const

/** What this browser keeps, what the server is, which keys there are; each section has an address. */
export function SettingsPage(): ReactNode {
  const wanted = usePathParams()['section']
  const section = SECTIONS.find(({ id }) => id === wanted)?.id ?? 'appearance'
  return (
    <>
      <PageHead title="Settings" />
      <div className={styles['page']}>
        <nav aria-label="Sections of the settings">
          <ul>
            {SECTIONS.map(({ id, name }) => (
              <li key={id}>
                <Link to={`/settings/${id}`} aria-current={id === section ? 'page' : undefined}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className={styles['body']}>
          {section === 'appearance' && <Appearance />}
          {section === 'server' && <Server />}
          {section === 'keys' && <KeyList />}
        </div>
      </div>
    </>
  )
}

const THEMES = [
  { value: 'auto', label: 'Follow system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]
const CONTRASTS = [
  { value: 'auto', label: 'Follow system' },
  { value: 'normal', label: 'Normal' },
  { value: 'high', label: 'High' },
]

function Appearance(): ReactNode {
  const colorScheme = useColorScheme()
  const [chosen, setChosen] = useState<Contrast>(contrast)
  const [narrow, setNarrow] = useLocalStorage({ key: 'tailrace.rail.narrow', defaultValue: false })
  return (
    <Section title="Appearance">
      <p className="dim">Kept in this browser.</p>
      <dl className={page['facts']}>
        <dt id="theme">Theme</dt>
        <dd>
          <Segments
            aria-labelledby="theme"
            value={colorScheme}
            onChange={(value) => setColorScheme(value as typeof colorScheme)}
            data={THEMES}
          />
        </dd>
        <dt id="contrast">Contrast</dt>
        <dd>
          <Segments
            aria-labelledby="contrast"
            value={chosen}
            onChange={(value) => {
              setContrast(value as Contrast)
              setChosen(value as Contrast)
            }}
            data={CONTRASTS}
          />
        </dd>
        <dt>Rail</dt>
        <dd>
          <Switch label="Icons only" checked={narrow} onChange={setNarrow} />
        </dd>
      </dl>
    </Section>
  )
}

const CONNECTIONS: Readonly<Record<Connection, string>> = {
  live: 'Live updates: on',
  polling: 'polling: the page asks every 10 seconds',
  offline: 'the server does not answer',
}

function Server(): ReactNode {
  const connection = useConnection()
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['server'], queryFn: ({ signal }) => getServerInfo({}, signal) })
  return (
    <Section title="Server">
      {isPending && <Loading what="Asking the server" />}
      {error && <ErrorState error={error} retry={() => void refetch()} />}
      <dl className={page['facts']}>
        <dt>Tracking URI</dt>
        <dd>
          <span className="mono">{TRACKING_URI}</span> <CopyButton text={TRACKING_URI} what="tracking URI" />
        </dd>
        <dt>Connection</dt>
        <dd>{CONNECTIONS[connection]}</dd>
        {data && (
          <>
            <dt>Tailrace</dt>
            <dd>{data.version}</dd>
            <dt>Answers like</dt>
            <dd>MLflow {data.mlflow_version}</dd>
            <dt>Database</dt>
            <dd>{data.database ?? 'none: artifacts only'}</dd>
            <dt>Schema</dt>
            <dd className="mono">{data.schema_revision ?? '–'}</dd>
            <dt>Artifacts</dt>
            <dd className="mono">{data.artifact_root}</dd>
            <dt>Proxy</dt>
            <dd>{data.serve_artifacts ? 'clients move artifacts through this server' : 'clients reach the artifact store themselves'}</dd>
            <dt>Access</dt>
            <dd>{data.read_only ? 'read only' : 'read and write'}</dd>
            <dt>Up since</dt>
            <dd>
              <Time at={data.started_at} />
            </dd>
          </>
        )}
      </dl>
    </Section>
  )
}
