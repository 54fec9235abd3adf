import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MlflowError, parseArtifactUri, printArtifactUri, maskSecrets } from '@tailrace/contract'
import { DEFAULT_CONFIG, type ServerConfig, answeredHosts, startServer } from '@tailrace/server'
import { reserveDatabase } from '@tailrace/store'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { printHint, printStart, terminalLog } from '../output/server-log.ts'
import { envFlag, parseList, storeSettings } from '../settings.ts'
import { refuseUnavailableFlags, refuseWorkspacesVariable } from './unavailable-flags.ts'

/** ms that a stop may take before the process leaves anyway. */
const STOP_LIMIT = 30_000

interface ServerFlags {
  backendStoreUri: string
  registryStoreUri?: string
  defaultArtifactRoot?: string
  serveArtifacts: boolean
  artifactsOnly: boolean
  artifactsDestination: string
  host: string
  port: number
  staticPrefix?: string
  allowedHosts?: string[]
  corsAllowedOrigins: string[]
  localArtifactRoots: string[]
  disableSecurityMiddleware: boolean
  demo: boolean
  xFrameOptions: string
  logLevel: ServerConfig['log_level']
  workers?: string
  gunicornOpts?: string
  uvicornOpts?: string
  waitressOpts?: string
  disableWorkspaces?: true
}

/** Adds `server` and its other name `ui`. */
export function addServerCommands(program: Command): void {
  const command = program.command('server').alias('ui').description('Serve tracking, registry, artifacts and the web UI.')
  for (const option of options()) command.addOption(option)
  refuseUnavailableFlags(command)
  command.action((flags: ServerFlags) => serve(flags))
}

function options(): Option[] {
  // A variable that is empty counts as none, as with MLflow: compose files and charts set them so.
  const option = (flags: string, description: string, env?: string) =>
    env && process.env[env] !== '' ? new Option(flags, description).env(env) : new Option(flags, description)
  // A flag has no value, so its variable is read here: true, false, 1 or 0.
  const flag = (flags: string, description: string, env: string, fallback: boolean) =>
    new Option(flags, `${description} (env: ${env})`).default(envFlag(env, fallback))
  return [
    option(
      '--backend-store-uri <uri>',
      'database: sqlite:///file or postgresql://user:password@host/database',
      'MLFLOW_BACKEND_STORE_URI',
    ).default('sqlite:///mlflow.db'),
    option('--registry-store-uri <uri>', 'database of the model registry; only the tracking database itself', 'MLFLOW_REGISTRY_STORE_URI'),
    option(
      '--default-artifact-root <location>',
      'where artifacts of new experiments go (default: proxied through this server)',
      'MLFLOW_DEFAULT_ARTIFACT_ROOT',
    ),
    flag('--serve-artifacts', 'move artifacts through this server', 'MLFLOW_SERVE_ARTIFACTS', true),
    option('--no-serve-artifacts', 'let clients reach the artifact store themselves'),
    flag('--artifacts-only', 'serve artifacts and nothing else', 'MLFLOW_ARTIFACTS_ONLY', false),
    option('--artifacts-destination <location>', 'where proxied artifacts lie', 'MLFLOW_ARTIFACTS_DESTINATION').default(
      DEFAULT_CONFIG.artifacts_destination,
    ),
    option('-h, --host <address>', 'address to listen on', 'MLFLOW_HOST').default(DEFAULT_CONFIG.host),
    option('-p, --port <port>', 'port to listen on', 'MLFLOW_PORT').default(DEFAULT_CONFIG.port).argParser(parsePort),
    option('--static-prefix <path>', 'put before every path, such as /mlflow', 'MLFLOW_STATIC_PREFIX').argParser(parsePrefix),
    option('--allowed-hosts <names>', 'Host headers to answer, comma separated, * as a wildcard', 'MLFLOW_SERVER_ALLOWED_HOSTS').argParser(
      parseList,
    ),
    option(
      '--cors-allowed-origins <origins>',
      'origins whose pages may call the API, comma separated',
      'MLFLOW_SERVER_CORS_ALLOWED_ORIGINS',
    )
      .default([])
      .argParser(parseList),
    option(
      '--local-artifact-roots <folders>',
      'folders besides the artifact roots whose files may be shown, comma separated',
      'TAILRACE_LOCAL_ARTIFACT_ROOTS',
    )
      .default([])
      .argParser(parseList),
    flag('--disable-security-middleware', 'leave Host and Origin unchecked', 'MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE', false),
    option('--x-frame-options <value>', 'value of the header X-Frame-Options', 'MLFLOW_SERVER_X_FRAME_OPTIONS').default(
      DEFAULT_CONFIG.x_frame_options,
    ),
    option('--demo', 'fill an empty database with experiments, runs, files and models to look at; later starts just serve it').default(
      false,
    ),
    option('--log-level <level>', 'debug logs every request').default(DEFAULT_CONFIG.log_level).choices(['debug', 'info', 'warn', 'error']),
    option('-w, --workers <count>', 'accepted for compatibility; has no effect', 'MLFLOW_WORKERS'),
    option('--gunicorn-opts <options>', 'accepted and not needed', 'MLFLOW_GUNICORN_OPTS').hideHelp(),
    option('--uvicorn-opts <options>', 'accepted and not needed', 'MLFLOW_UVICORN_OPTS').hideHelp(),
    option('--waitress-opts <options>', 'accepted and not needed').hideHelp(),
    option('--disable-workspaces', 'accepted: there are no workspaces').hideHelp(),
  ]
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
  return port
}

function parsePrefix(text: string): string {
  if (text === '' || (text.startsWith('/') && !text.endsWith('/'))) return text
  throw new InvalidArgumentError('It must start with / and must not end with one.')
}

async function serve(flags: ServerFlags): Promise<void> {
  refuseWorkspacesVariable(flags.disableWorkspaces === true)
  const [settings, config] = [storeSettings(artifactRoot(flags)), configOf(flags)]
  const release = config.artifacts_only ? () => {} : reserveDatabase(flags.backendStoreUri)
  if (flags.demo) await (await import('../demo/run-demo.ts')).runDemo(flags.backendStoreUri, settings, config)
  if (process.stdout.isTTY) config.log_stream = await terminalLog()
  const server = await startServer(flags.backendStoreUri, settings, config)
  stopOnSignals(async () => {
    await server.stop()
    release()
  })
  printStart({
    url: server.url,
    ...(config.artifacts_only ? {} : { database: maskSecrets(flags.backendStoreUri) }),
    artifacts: config.serve_artifacts ? maskSecrets(config.artifacts_destination) : `not served; new experiments: ${artifactRoot(flags)}`,
    hosts: answeredHosts(config),
    // Whoever listens on all addresses wants to be reached by a name.
    ...(['0.0.0.0', '::'].includes(config.host) && !config.allowed_hosts && config.security_checks
      ? { allow_hosts: '--allowed-hosts NAME' }
      : {}),
  })
  const { startHints, unwritableHints } = await import('../output/start-hints.ts')
  const hints = config.artifacts_only ? unwritableHints(server) : startHints(server, flags.backendStoreUri)
  for (const hint of await hints) printHint(hint)
}

function configOf(flags: ServerFlags): ServerConfig {
  if (flags.registryStoreUri && flags.registryStoreUri !== flags.backendStoreUri) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      'A registry in another database is not supported: leave --registry-store-uri out, or give the same as --backend-store-uri.',
    )
  }
  if (flags.artifactsOnly && !flags.serveArtifacts) {
    throw new MlflowError('INVALID_PARAMETER_VALUE', '--artifacts-only needs artifacts to be served: leave --no-serve-artifacts out.')
  }
  return {
    host: flags.host,
    port: flags.port,
    static_prefix: flags.staticPrefix ?? '',
    ...(flags.allowedHosts ? { allowed_hosts: flags.allowedHosts } : {}),
    cors_allowed_origins: flags.corsAllowedOrigins,
    local_artifact_roots: flags.localArtifactRoots.map((folder) => resolve(folder)),
    x_frame_options: flags.xFrameOptions,
    security_checks: !flags.disableSecurityMiddleware,
    serve_artifacts: flags.serveArtifacts,
    artifacts_only: flags.artifactsOnly,
    artifacts_destination: writableFolder(flags.artifactsDestination),
    max_body_bytes: DEFAULT_CONFIG.max_body_bytes,
    ui_folder: uiFolder(),
    log_level: flags.logLevel,
  }
}

/** The built UI lies beside the bundle, or in dist/ of the project whose sources run; developers name another. */
function uiFolder(): string {
  const here = fileURLToPath(import.meta.url)
  return process.env.TAILRACE_UI_FOLDER ?? fileURLToPath(new URL(here.endsWith('.ts') ? '../../../../dist/ui' : './ui', import.meta.url))
}

/** Makes a local artifact folder now, so that a wrong one is reported at the start and not at the first upload. */
function writableFolder(destination: string): string {
  const uri = parseArtifactUri(destination, process.cwd())
  if (uri.scheme !== 'file') return destination
  try {
    mkdirSync(uri.path, { recursive: true, mode: 0o700 })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MlflowError(
      'BAD_REQUEST',
      `The artifact folder ${uri.path} cannot be made: ${reason}. Choose another with --artifacts-destination.`,
    )
  }
  return printArtifactUri(uri)
}

function artifactRoot({ defaultArtifactRoot, serveArtifacts }: ServerFlags): string {
  return defaultArtifactRoot ?? (serveArtifacts ? 'mlflow-artifacts:/' : './mlruns')
}

function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      setTimeout(() => process.exit(1), STOP_LIMIT).unref()
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(`tailrace: the server did not stop cleanly: ${String(error)}`)
          process.exit(1)
        },
      )
    })
  }
}
