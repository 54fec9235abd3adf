/** Settings of the server at its start. The command line and the environment fill it; docs/configuration.md lists both. */
export interface ServerConfig {
  host: string
  port: number
  /** Put before every path: starts with `/`, does not end with one; empty for none. */
  static_prefix: string
  /** Host headers that are answered, `*` as a wildcard; absent: loopback and private addresses. */
  allowed_hosts?: readonly string[]
  /** Origins besides loopback whose pages may call the API, `*` as a wildcard. */
  cors_allowed_origins: readonly string[]
  /** Value of X-Frame-Options; NONE leaves it out. */
  x_frame_options: string
  /** Off only behind something that does the same checks. */
  security_checks: boolean
  /** Whether the server moves the bytes of artifacts. */
  serve_artifacts: boolean
  /** Only artifact routes are served. */
  artifacts_only: boolean
  /** Where proxied artifacts lie: a folder or the URI of a store. */
  artifacts_destination: string
  /** Bytes of a JSON body; larger ones are refused with 413. */
  max_body_bytes: number
  /** ms in which a JSON body must have arrived; 30 s by default. */
  body_timeout?: number
  /** ms in which the headers of a request must have arrived; 15 s by default. */
  headers_timeout?: number
  /** ms over which the speed is measured at which answers are read; 30 s by default. */
  reading_window?: number
  /** Bytes of answers that may wait for all their readers together. Default: 96 MiB. */
  reading_budget?: number
  /** Local directories besides the artifacts destination and the default artifact root whose files may be served. */
  local_artifact_roots?: readonly string[]
  /** Like them, but nobody named them, so nothing is wrong when they cannot be used; set by `startServer`. */
  nearby_artifact_roots?: readonly string[]
  /** Folder of the SQLite file, which needs room too; set by `startServer`. */
  database_folder?: string
  /** Folder of the built web UI; without one only the API is served. */
  ui_folder?: string
  log_level: 'debug' | 'info' | 'warn' | 'error'
  /** Where log lines go, each a JSON object; standard output by default. */
  log_stream?: { write(line: string): void }
}

export const DEFAULT_CONFIG: ServerConfig = {
  host: '127.0.0.1',
  port: 5000,
  static_prefix: '',
  cors_allowed_origins: [],
  x_frame_options: 'SAMEORIGIN',
  security_checks: true,
  serve_artifacts: true,
  artifacts_only: false,
  artifacts_destination: './mlartifacts',
  max_body_bytes: 16 * 1024 * 1024,
  log_level: 'info',
}

/** Version of MLflow that this server answers like; clients ask for it at `/version`. */
export const REFERENCE_VERSION = '3.17.2'
