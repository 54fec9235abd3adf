import type { ServerConfig } from './config.ts'
import { replyError } from './error-reply.ts'
import { type Handler, type Route, pathOf } from './route.ts'

/** Why a route is switched off by the server's options; undefined when it is not. */
export function disabledReason({ artifacts_only, serve_artifacts }: ServerConfig, { path, access }: Route): string | undefined {
  const isProxied = /^\/(ajax-)?api\/2\.0\/mlflow-artifacts\//.test(path)
  if (isProxied && !serve_artifacts) {
    return 'disabled because the server runs with `--no-serve-artifacts`. Start it with `--serve-artifacts` to move artifacts through it.'
  }
  if (artifacts_only && !isProxied && access !== 'public' && access !== 'signed-in') {
    return 'disabled because the server runs in `--artifacts-only` mode. Start it without `--artifacts-only` to track runs and models.'
  }
  return undefined
}

/** 503 of a route that is switched off. */
export function featureDisabled(reason: string): Handler {
  return (request, reply) => replyError(reply, 'FEATURE_DISABLED', `Endpoint: ${pathOf(request)} ${reason}`, 503)
}
