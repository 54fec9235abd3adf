import { describe, expect, test } from 'vitest'
import { SystemMetrics, nextStep } from './system-metrics.ts'

/** The Python client's names of what this machine tells. */
const NAMES = [
  'cpu_utilization_percentage',
  'disk_available_megabytes',
  'disk_usage_megabytes',
  'disk_usage_percentage',
  'network_receive_megabytes',
  'network_transmit_megabytes',
  'system_memory_usage_megabytes',
  'system_memory_usage_percentage',
]

/** Keeps a core busy for a moment, so that there is something to see. */
function work(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;) JSON.parse('[1,2,3]')
}

test('CPU, disk, network and memory are read under the names of the Python client', () => {
  const metrics = new SystemMetrics()
  work(50)
  const read = metrics.read()
  // Only Linux tells of the network.
  expect(Object.keys(read).sort()).toEqual(process.platform === 'linux' ? NAMES : NAMES.filter((name) => !name.startsWith('network')))
  for (const [name, value] of Object.entries(read)) {
    expect(value, name).toBeGreaterThanOrEqual(0)
    if (name.endsWith('percentage')) expect(value, name).toBeLessThanOrEqual(100)
  }
  expect(read['cpu_utilization_percentage']).toBeGreaterThan(0)
  expect(read['system_memory_usage_megabytes']).toBeGreaterThan(1)
})

describe('points', () => {
  test('have a prefix', () => {
    const point = new SystemMetrics().sample() ?? {}
    expect(Object.keys(point)).toContain('system/system_memory_usage_percentage')
    expect(Object.keys(point).every((key) => key.startsWith('system/'))).toBe(true)
  })

  test('name the machine where there are several', () => {
    expect(Object.keys(new SystemMetrics(1, 'node_0').sample() ?? {})).toContain('system/node_0/disk_usage_percentage')
  })

  test('are the mean of several readings', () => {
    const metrics = new SystemMetrics(3)
    expect([metrics.sample(), metrics.sample()]).toEqual([undefined, undefined])
    expect(metrics.sample()?.['system/disk_usage_percentage']).toBeLessThanOrEqual(100)
    expect(metrics.sample()).toBeUndefined()
  })

  for (const samples of [0, -1, Number.NaN]) {
    test(`${samples} readings count as one`, () => expect(new SystemMetrics(samples).sample()).toBeDefined())
  }
})

for (const [why, metrics, step] of [
  ['a run without metrics', undefined, 0],
  ['one without system metrics', [{ key: 'loss', step: 99 }], 0],
  [
    'one that goes on',
    [
      { key: 'system/a', step: 4 },
      { key: 'system/b', step: 3 },
      { key: 'loss', step: 99 },
    ],
    5,
  ],
] as const) {
  test(`${why} continues at step ${step}`, () => expect(nextStep(metrics)).toBe(step))
}
