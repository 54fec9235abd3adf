import { builtin, host } from './runtime.ts'

const MB = 1e6

/** Reads the system's load; each call covers the time since the last. */
export class SystemMetrics {
  #cpu = cpuTimes()
  #network = networkBytes()

  /**
   * The stock client's names: CPU in percent of all cores since the last reading, memory and disk in use (MB of 1,000,000 bytes, and percent),
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
    return { 'system/cpu_utilization_percentage': 100 * (1 - (now.idle - before.idle) / (now.all - before.all)) }
  }

  #readNetwork(): Record<string, number> {
    const now = networkBytes()
    const { received, sent } = this.#network ?? {}
    if (!now || received === undefined || sent === undefined) return {}
    return {
      'system/network_receive_megabytes': (now.received - received) / MB,
      'system/network_transmit_megabytes': (now.sent - sent) / MB,
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
  return { 'system/system_memory_usage_megabytes': used / MB, 'system/system_memory_usage_percentage': (100 * used) / total }
}

function disk(): Record<string, number> {
  try {
    const { bsize, blocks, bfree, bavail } = builtin('fs')?.statfsSync('/') ?? {}
    if (bsize === undefined || blocks === undefined || bfree === undefined || bavail === undefined) return {}
    const used = (blocks - bfree) * bsize
    return {
      'system/disk_usage_megabytes': used / MB,
      'system/disk_usage_percentage': (100 * used) / (used + bavail * bsize),
      'system/disk_available_megabytes': (bavail * bsize) / MB,
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
