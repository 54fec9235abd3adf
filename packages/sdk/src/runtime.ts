import type asyncHooks from 'node:async_hooks'
import type fs from 'node:fs'
import type os from 'node:os'
import type path from 'node:path'

/** Node's module of files. */
export type Fs = typeof fs
/** Node's module of paths. */
export type Path = typeof path

/**
 * Node's modules, without an import of them: bundles for browsers stay free of them, and each is loaded when first asked for.
 * Present in Node from 20.16 on, Deno 2 and Bun; undefined elsewhere.
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  return host()?.getBuiltinModule?.(`node:${name}`) as Builtins[Name] | undefined
}

interface Builtins {
  fs: Fs
  os: typeof os
  path: Path
  async_hooks: typeof asyncHooks
}

/** The process, where there is one. */
export function host(): NodeJS.Process | undefined {
  return (globalThis as { process?: NodeJS.Process }).process
}

/** An environment variable; undefined when it is unset, empty, or there is no environment. */
export function env(name: string): string | undefined {
  return host()?.env?.[name] || undefined
}

/** A number out of the environment; undefined when it is unset or no number. */
export function envNumber(name: string): number | undefined {
  const value = Number(env(name) ?? Number.NaN)
  return Number.isFinite(value) ? value : undefined
}

/** Whether a variable of the environment says yes, as the Python client reads it. */
export function envFlag(name: string): boolean | undefined {
  const value = env(name)
  return value === undefined ? undefined : /^(true|1)$/i.test(value)
}

/** Random hex digits: 32 of them look like an id of the server. */
export function randomHex(digits = 32): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, digits)
}

/** Waits, and rejects when the signal is aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })
}
