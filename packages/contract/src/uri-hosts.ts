import { type ArtifactUri, schemeOf } from './uri.ts'

/** Schemes with which the location itself says which host is connected to. */
const HOST_SCHEMES: ReadonlySet<string> = new Set([
  'ftp',
  'sftp',
  'hdfs',
  'viewfs',
  'http',
  'https',
  'mlflow-artifacts',
  'r2',
  'b2',
  'abfss',
])
/** Schemes that reach the service of another one. */
const FAMILIES: Readonly<Record<string, string>> = { viewfs: 'hdfs', https: 'http', 'mlflow-artifacts': 'http' }
/** Ports that are meant when none is written; without an entry only the client's configuration knows. */
const PORTS: Readonly<Record<string, readonly string[]>> = {
  ftp: ['21'],
  sftp: ['22'],
  http: ['80'],
  https: ['443'],
  'mlflow-artifacts': ['80', '443'],
  r2: ['443'],
  b2: ['443'],
  abfss: ['443'],
}

/** Whether a scheme makes the reader of a location connect to the host that the location names. */
export function schemeNamesHost(scheme: string): boolean {
  return HOST_SCHEMES.has(scheme)
}

/** Whether reading the location makes the reader connect to a host that the location itself names. */
export function namesHost(uri: ArtifactUri): boolean {
  if (uri.scheme === 'mlflow-artifacts') return uri.host !== undefined
  return schemeNamesHost(uri.scheme)
}

/** Whether two locations that name hosts lead to the same one: same family of schemes, host and port. */
export function isSameHost(one: ArtifactUri, other: ArtifactUri): boolean {
  const targets = targetsOf(one)
  return targetsOf(other).some((target) => targets.includes(target))
}

/** Where a location may lead; several where the scheme leaves the port open. Malformed authorities lead nowhere. */
function targetsOf(uri: ArtifactUri): string[] {
  if (!namesHost(uri) || uri.scheme === 'file') return []
  const authority = uri.scheme === 'mlflow-artifacts' ? `${uri.host ?? ''}${uri.port === undefined ? '' : `:${uri.port}`}` : uri.authority
  const [, host, port] = /^(?:.*@)?([^@:[\]]*|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i.exec(authority) ?? []
  if (host === undefined) return []
  const scheme = schemeOf(uri)
  const ports = port === undefined ? (PORTS[scheme] ?? ['']) : [String(Number(port))]
  return ports.map((each) => `${FAMILIES[scheme] ?? scheme}://${host.toLowerCase()}:${each}`)
}
