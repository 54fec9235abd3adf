import { readFileSync, readdirSync } from 'node:fs'

/** Memory of a process tree in bytes. `pss` counts shared pages once over the processes that share them; undefined when it may not be read. */
export interface Memory {
  rss: number
  pss: number | undefined
  processes: number
}

const TICKS_PER_SECOND = 100 // USER_HZ, the unit of /proc/<pid>/stat on every Linux

interface Stat {
  pid: number
  parent: number
  /** User and system time of all threads, and of the children that ended and were waited for; seconds. */
  cpu: number
}

/** The process and all its descendants, by walking /proc; the first is `root`. Empty when it is gone. */
export function treeOf(root: number): number[] {
  const stats = allStats()
  const found = stats.filter((stat) => stat.pid === root).map((stat) => stat.pid)
  for (const pid of found) for (const stat of stats) if (stat.parent === pid) found.push(stat.pid)
  return found
}

/** CPU time in seconds, user and system, that the tree of `root` has used so far, threads and ended children included. Resolution: 10 ms a process. */
export function cpuOf(root: number): number {
  let sum = 0
  for (const pid of treeOf(root)) sum += readStat(pid)?.cpu ?? 0
  return sum
}

/** Memory that the tree of `root` holds now. */
export function memoryOf(root: number): Memory {
  const pids = treeOf(root)
  let rss = 0
  let pss: number | undefined = 0
  for (const pid of pids) {
    rss += kibibytes(readText(`/proc/${pid}/status`), 'VmRSS') ?? 0
    const share = kibibytes(readText(`/proc/${pid}/smaps_rollup`), 'Pss')
    pss = pss === undefined || share === undefined ? undefined : pss + share
  }
  return { rss, pss, processes: pids.length }
}

/** Runs `work` and watches the tree meanwhile: its result, and the highest sum of RSS seen (bytes, looked at every 100 ms). */
export async function watchPeak<Result>(root: number, work: () => Promise<Result>): Promise<{ result: Result; peak: number }> {
  let peak = rssOf(root)
  const timer = setInterval(() => (peak = Math.max(peak, rssOf(root))), 100)
  try {
    const result = await work()
    return { result, peak: Math.max(peak, rssOf(root)) }
  } finally {
    clearInterval(timer)
  }
}

function rssOf(root: number): number {
  return treeOf(root).reduce((sum, pid) => sum + (kibibytes(readText(`/proc/${pid}/status`), 'VmRSS') ?? 0), 0)
}

function allStats(): Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? [])
}

function readStat(pid: number): Stat | undefined {
  const text = readText(`/proc/${pid}/stat`)
  // The second field is the program's name in parentheses and may hold anything; the rest starts after the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  if (fields.length < 15) return undefined
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0)
  return { pid, parent: Number(fields[1]), cpu: ticks / TICKS_PER_SECOND }
}

function kibibytes(text: string, name: string): number | undefined {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]
  return found === undefined ? undefined : Number(found) * 1024
}

/** The text of a file of /proc; empty when the process has ended or may not be read. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
