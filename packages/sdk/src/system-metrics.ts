import { builtin, host } from './runtime.ts'

const MB = 1e6

const PREFIX = 'system/'

/** Reads the system's load; each reading covers the time since the last. */
export class SystemMetrics {
  readonly #samples: number
  readonly #prefix: string
  #sums: Record<string, number> = {}
  #taken = 0
  #cpu = cpuTimes()
  #network = networkBytes()

  /** @param samples how many readings make one point, by their mean; @param node name of this machine among others of the run, part of the keys */
  constructor(samples = 1, node?: string) {
    this.#samples = Math.max(1, Math.floor(samples) || 1)
    this.#prefix = node === undefined ? PREFIX : `${PREFIX}${node}/`
  }

  /** Takes a reading; answers the point by its keys when there are enough of them. */
  sample(): Record<string, number> | undefined {
    for (const [key, value] of Object.entries(this.read())) this.#sums[key] = (this.#sums[key] ?? 0) + value
    if (++this.#taken < this.#samples) return undefined
    const means = Object.entries(this.#sums).map(([key, sum]) => [`${this.#prefix}${key}`, sum / this.#taken])
    this.#sums = {}
    this.#taken = 0
    return Object.fromEntries(means) as Record<string, number>
  }

  /**
   * The Python client's names: CPU in percent of all cores since the last reading, memory and disk in use (MB of 1,000,000 bytes, and percent),
   * network since the beginning in MB. What the system does not tell is left out; all of it outside of Node.
   */
  read(): Record<string, number> {
    return { ...this.#readCpu(), ...memory(), ...disk(), ...this.#readNetwork() }
  }

  #readCpu(): Record<string, number> {
    const before = this.#cpu
    const now = cpuTimes()
    this.#cpu = now
    if (!before || !now || now.all === before.all) return {}
    return { cpu_utilization_percentage: 100 * (1 - (now.idle - before.idle) / (now.all - before.all)) }
  }

  #readNetwork(): Record<string, number> {
    const now = networkBytes()
    const { received, sent } = this.#network ?? {}
    if (!now || received === undefined || sent === undefined) return {}
    return {
      network_receive_megabytes: (now.received - received) / MB,
      network_transmit_megabytes: (now.sent - sent) / MB,
    }
  }
}

function cpuTimes(): { idle: number; all: number } | undefined {
  const cores = builtin('os')?.cpus()
  if (!cores?.length) return undefined
  const sum = { idle: 0, all: 0 }
  for (const { times } of cores) {
    sum.idle += times.idle
    sum.all += times.user + times.nice + times.sys + times.irq + times.idle
  }
  return sum
}

function memory(): Record<string, number> {
  const os = builtin('os')
  if (!os) return {}
  const total = os.totalmem()
  // What the system could give, caches included; freemem() alone would count them as used.
  const used = total - (host()?.availableMemory?.() ?? os.freemem())
  return { system_memory_usage_megabytes: used / MB, system_memory_usage_percentage: (100 * used) / total }
}

function disk(): Record<string, number> {
  try {
    const { bsize, blocks, bfree, bavail } = builtin('fs')?.statfsSync('/') ?? {}
    if (bsize === undefined || blocks === undefined || bfree === undefined || bavail === undefined) return {}
    const used = (blocks - bfree) * bsize
    return {
      disk_usage_megabytes: used / MB,
      disk_usage_percentage: (100 * used) / (used + bavail * bsize),
      disk_available_megabytes: (bavail * bsize) / MB,
    }
  } catch {
    return {}
  }
}

/** Bytes of all interfaces but the loopback; Linux only. */
function networkBytes(): { received: number; sent: number } | undefined {
  try {
    const text = builtin('fs')?.readFileSync('/proc/net/dev', 'utf8')
    const sum = { received: 0, sent: 0 }
    for (const [, name, numbers = ''] of text?.matchAll(/^\s*([^:\s]+):(.*)$/gm) ?? []) {
      const fields = numbers.trim().split(/\s+/).map(Number)
      if (name === 'lo') continue
      sum.received += fields[0] ?? 0
      sum.sent += fields[8] ?? 0
    }
    return text === undefined ? undefined : sum
  } catch {
    return undefined
  }
}

/** Step at which a run that goes on continues: behind its newest point of a system metric. */
export function nextStep(metrics: readonly { readonly key: string; readonly step: number }[] = []): number {
  return Math.max(-1, ...metrics.filter(({ key }) => key.startsWith(PREFIX)).map(({ step }) => step)) + 1
}
