import type { Route } from './route.ts'

/** Below both prefixes; `streamed` ones also without the static prefix. */
type Family = 'api' | 'streamed'

interface Declaration extends Pick<Route, 'method' | 'path' | 'resource' | 'right'> {
  /** Where the path stands: as written (default), or below `/api` and `/ajax-api`. */
  family?: Family
  summary: string
  /** Query arguments; those that must be given end with `!`. */
  query?: readonly string[]
}

/**
 * What the server answers beside the contract's endpoints: files, pages, probes. Each one names its resource and right, as an
 * endpoint does; a handler without a declaration, or the reverse, does not compile.
 */
const DECLARED = {
  health: { method: 'GET', path: '/health', resource: 'server', right: 'read', summary: 'Says OK while the process lives.' },
  ready: { method: 'GET', path: '/ready', resource: 'server', right: 'read', summary: 'Says OK while database and artifacts can be used.' },
  version: {
    method: 'GET',
    path: '/version',
    resource: 'server',
    right: 'read',
    summary: 'Names the MLflow version that it answers like.',
  },
  serverInfo: {
    method: 'GET',
    path: '/3.0/mlflow/server-info',
    family: 'api',
    resource: 'server',
    right: 'read',
    summary: 'Tells clients and the UI which newer features there are.',
  },
  uiTelemetry: {
    method: 'GET',
    path: '/3.0/mlflow/ui-telemetry',
    family: 'api',
    resource: 'server',
    right: 'read',
    summary: 'Tells the UI to send no telemetry.',
  },
  gatewayProxy: {
    method: 'GET',
    path: '/ajax-api/2.0/mlflow/gateway-proxy',
    resource: 'server',
    right: 'read',
    summary: 'Lists the endpoints of an AI gateway: none.',
  },
  downloadProxied: {
    method: 'GET',
    path: '/2.0/mlflow-artifacts/artifacts/*',
    family: 'streamed',
    resource: 'artifact',
    right: 'read',
    summary: 'Streams a file, or a range of it, from the artifacts destination.',
  },
  uploadProxied: {
    method: 'PUT',
    path: '/2.0/mlflow-artifacts/artifacts/*',
    family: 'streamed',
    resource: 'artifact',
    right: 'update',
    summary: 'Streams the body into a file of the artifacts destination; the file appears whole or not at all.',
  },
  getArtifact: {
    method: 'GET',
    path: '/get-artifact',
    resource: 'run',
    right: 'read',
    summary: 'Streams a file of a run.',
    query: ['run_id!', 'path!'],
  },
  getModelVersionArtifact: {
    method: 'GET',
    path: '/model-versions/get-artifact',
    resource: 'registered_model',
    right: 'read',
    summary: 'Streams a file of a model version.',
    query: ['name!', 'version!', 'path!'],
  },
  getLoggedModelArtifact: {
    method: 'GET',
    path: '/ajax-api/2.0/mlflow/logged-models/:model_id/artifacts/files',
    resource: 'logged_model',
    right: 'read',
    summary: 'Streams a file of a logged model.',
    query: ['artifact_file_path!'],
  },
  scriptedArtifact: {
    method: 'GET',
    path: '/scripted-artifact',
    resource: 'run',
    right: 'read',
    summary:
      'Sends an HTML file of a run, a logged model or a model version as a page whose scripts run in a sandbox; `network=1` lets it load from HTTPS.',
    query: ['run_id', 'model_id', 'name', 'version', 'path!', 'network'],
  },
  uploadArtifact: {
    method: 'POST',
    path: '/ajax-api/2.0/mlflow/upload-artifact',
    resource: 'run',
    right: 'update',
    summary: 'Stores the body, at most 10 MiB, as a file of a run.',
    query: ['run_uuid!', 'path!'],
  },
  archive: {
    method: 'GET',
    path: '/tailrace/1.0/artifacts/archive',
    family: 'api',
    resource: 'run',
    right: 'read',
    summary: 'Streams the files of a run, a logged model or a model version, or of a directory in it, as a ZIP file.',
    query: ['run_id', 'model_id', 'name', 'version', 'path'],
  },
  events: {
    method: 'GET',
    path: '/tailrace/1.0/events',
    family: 'api',
    resource: 'experiment',
    right: 'read',
    summary:
      'Streams what changes as server-sent events: runs, metrics, logged models, models, experiments; of all, or of some experiments and runs.',
    query: ['experiment_ids', 'run_ids'],
  },
  graphql: {
    method: 'POST',
    path: '/graphql',
    resource: 'experiment',
    right: 'read',
    summary: "Answers the UI's queries over GraphQL; always 200, with the errors as texts.",
  },
  graphqlByQuery: {
    method: 'GET',
    path: '/graphql',
    resource: 'experiment',
    right: 'read',
    summary: 'The same, asked by query arguments.',
    query: ['query!', 'variables', 'operationName'],
  },
  openApi: { method: 'GET', path: '/openapi.json', resource: 'server', right: 'read', summary: 'The API as OpenAPI 3.1.' },
  docs: { method: 'GET', path: '/docs', resource: 'server', right: 'read', summary: 'The API as a page.' },
  home: { method: 'GET', path: '/', resource: 'server', right: 'read', summary: 'The web UI.' },
  staticFile: {
    method: 'GET',
    path: '/static-files/*',
    resource: 'server',
    right: 'read',
    summary: 'Scripts and styles of the web UI and of the pages.',
  },
} as const satisfies Record<string, Declaration>

/** Name of a route beside the contract. */
export type ExtraRouteName = keyof typeof DECLARED

/** A route beside the contract, as it stands on the wire. */
export interface ExtraRoute extends Route {
  name: ExtraRouteName
  summary: string
  query?: readonly string[]
}

/** Every route beside the contract's endpoints, with its resource and right. */
export const extraRoutes: readonly ExtraRoute[] = Object.entries(DECLARED as Record<ExtraRouteName, Declaration>).flatMap(
  ([name, declaration]) => pathsOf(declaration).map((path) => onTheWire(name as ExtraRouteName, declaration, path)),
)

function pathsOf({ path, family }: Declaration): string[] {
  return family === 'api' || family === 'streamed' ? [`/api${path}`, `/ajax-api${path}`] : [path]
}

function onTheWire(name: ExtraRouteName, { method, resource, right, summary, family, query }: Declaration, path: string): ExtraRoute {
  return { name, method, path, resource, right, summary, ...(family === 'streamed' && { bare: true }), ...(query && { query }) }
}
