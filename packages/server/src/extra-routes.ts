import type { Access } from '@tailrace/contract'
import type { Route } from './route.ts'

/** Below both prefixes; `streamed` ones also without the static prefix. */
type Family = 'api' | 'streamed'

interface Declaration extends Pick<Route, 'method' | 'path' | 'access' | 'idempotent' | 'touches'> {
  /** Where the path stands: as written (default), or below `/api` and `/ajax-api`. */
  family?: Family
  summary: string
  /** Query arguments; those that must be given end with `!`. */
  query?: readonly string[]
}

/** Of `run_id`, `model_id`, or `name` with `version`, whichever is given. */
const FILES_OF_ONE: Access = [
  { right: 'read', resource: 'run', field: 'run_id' },
  { right: 'read', resource: 'logged_model', field: 'model_id' },
  { right: 'read', resource: 'registered_model', field: 'name' },
]

/** Every field of a query calls an endpoint of the contract, which has its own rules. */
const GRAPHQL: Access = [{ filtered: 'experiment' }, { filtered: 'run' }, { filtered: 'registered_model' }, { filtered: 'artifact' }]

/**
 * What the server answers beside the contract's endpoints: files, pages, probes. Each one says who may use it, whether it is idempotent and
 * what it touches, as an endpoint does; a handler without a declaration, or the reverse, does not compile.
 */
const DECLARED = {
  health: { method: 'GET', path: '/health', access: 'public', idempotent: true, touches: [], summary: 'Says OK while the process lives.' },
  ready: {
    method: 'GET',
    path: '/ready',
    access: 'public',
    idempotent: true,
    touches: [],
    summary: 'Says OK while database and artifacts can be used.',
  },
  version: {
    method: 'GET',
    path: '/version',
    access: 'signed-in',
    idempotent: true,
    touches: [],
    summary: 'Names the MLflow version that it answers like.',
  },
  serverInfo: {
    method: 'GET',
    path: '/3.0/mlflow/server-info',
    family: 'api',
    access: 'public',
    idempotent: true,
    touches: [],
    summary: 'Tells clients and the UI which newer features there are.',
  },
  uiTelemetry: {
    method: 'GET',
    path: '/3.0/mlflow/ui-telemetry',
    family: 'api',
    access: 'signed-in',
    idempotent: true,
    touches: [],
    summary: 'Tells the UI to send no telemetry.',
  },
  gatewayProxy: {
    method: 'GET',
    path: '/ajax-api/2.0/mlflow/gateway-proxy',
    access: 'signed-in',
    idempotent: true,
    touches: [],
    summary: 'Lists the endpoints of an AI gateway: none.',
  },
  downloadProxied: {
    method: 'GET',
    path: '/2.0/mlflow-artifacts/artifacts/*',
    family: 'streamed',
    access: [{ right: 'read', resource: 'artifact', field: ':*' }],
    idempotent: true,
    touches: [],
    summary: 'Streams a file, or a range of it, from the artifacts destination.',
  },
  uploadProxied: {
    method: 'PUT',
    path: '/2.0/mlflow-artifacts/artifacts/*',
    family: 'streamed',
    access: [{ right: 'update', resource: 'artifact', field: ':*' }],
    idempotent: true,
    touches: [{ resource: 'artifact', field: ':*' }],
    summary: 'Streams the body into a file of the artifacts destination; the file appears whole or not at all.',
  },
  getArtifact: {
    method: 'GET',
    path: '/get-artifact',
    access: [{ right: 'read', resource: 'run', field: 'run_id' }],
    idempotent: true,
    touches: [],
    summary: 'Streams a file of a run.',
    query: ['run_id!', 'path!'],
  },
  getModelVersionArtifact: {
    method: 'GET',
    path: '/model-versions/get-artifact',
    access: [{ right: 'read', resource: 'registered_model', field: 'name' }],
    idempotent: true,
    touches: [],
    summary: 'Streams a file of a model version.',
    query: ['name!', 'version!', 'path!'],
  },
  getLoggedModelArtifact: {
    method: 'GET',
    path: '/ajax-api/2.0/mlflow/logged-models/:model_id/artifacts/files',
    access: [{ right: 'read', resource: 'logged_model', field: ':model_id' }],
    idempotent: true,
    touches: [],
    summary: 'Streams a file of a logged model.',
    query: ['artifact_file_path!'],
  },
  scriptedArtifact: {
    method: 'GET',
    path: '/scripted-artifact',
    access: FILES_OF_ONE,
    idempotent: true,
    touches: [],
    summary:
      'Sends an HTML file of a run, a logged model or a model version as a page whose scripts run in a sandbox; `network=1` lets it load from HTTPS.',
    query: ['run_id', 'model_id', 'name', 'version', 'path!', 'network'],
  },
  scriptedFrame: {
    method: 'GET',
    path: '/scripted-frame',
    access: 'signed-in',
    idempotent: true,
    touches: [],
    summary: 'Sends an empty page in a sandbox, into which the UI writes HTML whose scripts run; `network=1` lets it load from HTTPS.',
    query: ['network'],
  },
  uploadArtifact: {
    method: 'POST',
    path: '/ajax-api/2.0/mlflow/upload-artifact',
    access: [{ right: 'update', resource: 'run', field: 'run_uuid' }],
    idempotent: true,
    touches: [{ resource: 'artifact', field: 'run_uuid' }],
    summary: 'Stores the body, at most 10 MiB, as a file of a run.',
    query: ['run_uuid!', 'path!'],
  },
  archive: {
    method: 'GET',
    path: '/tailrace/1.0/artifacts/archive',
    family: 'api',
    access: FILES_OF_ONE,
    idempotent: true,
    touches: [],
    summary: 'Streams the files of a run, a logged model or a model version, or of a directory in it, as a ZIP file.',
    query: ['run_id', 'model_id', 'name', 'version', 'path'],
  },
  events: {
    method: 'GET',
    path: '/tailrace/1.0/events',
    family: 'api',
    access: [
      { filtered: 'run', field: 'run_ids' },
      { filtered: 'experiment', field: 'experiment_ids' },
      { filtered: 'logged_model' },
      { filtered: 'registered_model' },
    ],
    idempotent: true,
    touches: [],
    summary:
      'Streams what changes as server-sent events: runs, metrics, logged models, models, experiments; of all, or of some experiments and runs.',
    query: ['experiment_ids', 'run_ids'],
  },
  graphql: {
    method: 'POST',
    path: '/graphql',
    access: GRAPHQL,
    idempotent: true,
    touches: [],
    summary: "Answers the UI's queries over GraphQL; always 200, with the errors as texts.",
  },
  graphqlByQuery: {
    method: 'GET',
    path: '/graphql',
    access: GRAPHQL,
    idempotent: true,
    touches: [],
    summary: 'The same, asked by query arguments.',
    query: ['query!', 'variables', 'operationName'],
  },
  openApi: { method: 'GET', path: '/openapi.json', access: 'signed-in', idempotent: true, touches: [], summary: 'The API as OpenAPI 3.1.' },
  docs: { method: 'GET', path: '/docs', access: 'signed-in', idempotent: true, touches: [], summary: 'The API as a page.' },
  home: { method: 'GET', path: '/', access: 'public', idempotent: true, touches: [], summary: 'The web UI.' },
  staticFile: {
    method: 'GET',
    path: '/static-files/*',
    access: 'public',
    idempotent: true,
    touches: [],
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

/** Every route beside the contract's endpoints. */
export const extraRoutes: readonly ExtraRoute[] = Object.entries(DECLARED as Record<ExtraRouteName, Declaration>).flatMap(
  ([name, declaration]) => pathsOf(declaration).map((path) => onTheWire(name as ExtraRouteName, declaration, path)),
)

function pathsOf({ path, family }: Declaration): string[] {
  return family === 'api' || family === 'streamed' ? [`/api${path}`, `/ajax-api${path}`] : [path]
}

function onTheWire(name: ExtraRouteName, { family, ...declaration }: Declaration, path: string): ExtraRoute {
  return { ...declaration, name, path, ...(family === 'streamed' && { bare: true }) }
}
