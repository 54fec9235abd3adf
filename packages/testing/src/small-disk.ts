import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Mounting needs a mount namespace in which the process is its own administrator. */
const [UNSHARE, ...FLAGS] = ['unshare', '--mount', ...(process.geteuid?.() === 0 ? [] : ['--user', '--map-root-user'])] as const

/** Whether this system lets a test mount a file system; tests on a small disk are skipped otherwise. */
export function canMount(): boolean {
  return spawnSync(UNSHARE, [...FLAGS, 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0
}

/**
 * Runs a module in a process of its own that alone sees a file system of one mebibyte, and returns what it prints, read as JSON. The module finds the
 * file system in `TAILRACE_SMALL_DISK`, a folder outside of it in `TMPDIR`, and what `env` adds. Throws when it exits with an error.
 */
export function runOnSmallDisk(module: string, env: Readonly<Record<string, string>>): unknown {
  const base = mkdtempSync(join(tmpdir(), 'tailrace-small-disk-'))
  try {
    const script = join(base, 'scenario.mjs')
    writeFileSync(script, module)
    const mountAndRun = 'disk=$(mktemp -d) && mount -t tmpfs -o size=1m tmpfs "$disk" && TAILRACE_SMALL_DISK="$disk" exec "$0" "$1"'
    return JSON.parse(
      execFileSync(UNSHARE, [...FLAGS, 'sh', '-c', mountAndRun, process.execPath, script], {
        encoding: 'utf8',
        env: { ...process.env, TMPDIR: base, ...env },
      }),
    )
  } finally {
    rmSync(base, { recursive: true })
  }
}
