import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BatchWriter, type Trouble, type WriterOptions } from './batch-writer.ts'
import type { Batch, Entry } from './entry.ts'
import { MlflowError } from './errors.ts'
import { Journal } from './journal.ts'

const point = (step: number, key = 'm'): Entry => ({ metrics: [{ key, value: step, timestamp: step, step }] })
const away = (): Error => new MlflowError('UNREACHABLE', 'nobody there')
const refusal = (message = 'no'): Error => new MlflowError('INVALID_PARAMETER_VALUE', message, 400)

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tailrace-writer-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A writer, what it delivered, and what went wrong. `answer` may throw. */
function writing(answer: (batch: Batch, call: number) => void | Promise<void> = () => {}, options: Partial<WriterOptions> = {}) {
  const steps: number[] = []
  const sizes: number[] = []
  const troubles: Trouble[] = []
  let calls = 0
  const writer = new BatchWriter({
    send: async (batch) => {
      await answer(batch, ++calls)
      sizes.push(batch.items)
      steps.push(...batch.metrics.map(({ step }) => step))
    },
    flushInterval: 60_000,
    maxPending: 20_000,
    retries: 2,
    maxRetryDelay: 5,
    onTrouble: (trouble) => troubles.push(trouble),
    ...options,
  })
  return { writer, steps, sizes, troubles, calls: () => calls }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, step) => step)
const journal = (): Journal => Journal.create(folder, { tracking_uri: 'http://x', run_id: 'r' }) as Journal

describe('batches', () => {
  test('are full ones, and what is left with flush()', async () => {
    const { writer, steps, sizes } = writing()
    for (const step of upTo(2500)) void writer.push(point(step))
    expect(await writer.flush(1000)).toBe(0)
    expect(sizes).toEqual([1000, 1000, 500])
    expect(steps).toEqual(upTo(2500))
    expect([writer.pending, writer.delivered, writer.isEmpty]).toEqual([0, 2500, true])
  })

  test('go when the first value has waited long enough', async () => {
    const { writer, sizes } = writing(() => {}, { flushInterval: 10 })
    void writer.push(point(0))
    void writer.push(point(1))
    expect(sizes).toEqual([])
    await until(() => sizes.length > 0)
    expect(sizes).toEqual([2])
  })

  test('go one after the other, never two at a time', async () => {
    let open = 0
    let most = 0
    const { writer, steps } = writing(async () => {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setTimeout(resolve, 5))
      open--
    })
    for (const step of upTo(5000)) void writer.push(point(step))
    await writer.flush(5000)
    expect([most, steps.length]).toEqual([1, 5000])
    expect(steps).toEqual(upTo(5000))
  })
})

describe('back-pressure', () => {
  test('holds the caller up while too much waits, and lets go below half', async () => {
    let release = (): void => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const { writer } = writing(() => held, { maxPending: 3000 })
    const waits = upTo(4000).map((step) => writer.push(point(step)))
    expect(waits.filter(Boolean)).toHaveLength(1000)
    release()
    await Promise.all(waits)
    expect(writer.pending).toBeLessThanOrEqual(1500)
  })

  test('ends when an outage begins: nobody waits for a server that is gone', async () => {
    const { writer } = writing(
      () => {
        throw away()
      },
      { maxPending: 1500, maxRetryDelay: 10_000 },
    )
    await Promise.all(upTo(2000).map((step) => writer.push(point(step))))
    expect(writer.push(point(2000))).toBeUndefined()
    writer.abandon()
  })
})

describe('trouble', () => {
  test('that passes: everything is sent again, in order', async () => {
    const { writer, steps, troubles } = writing((_, call) => {
      if (call === 2 || call === 3) throw away()
    })
    for (const step of upTo(3000)) void writer.push(point(step))
    expect(await writer.flush(10_000)).toBe(0)
    expect(steps).toEqual(upTo(3000))
    expect(troubles).toMatchObject([{ error: { code: 'UNREACHABLE' } }])
    expect(troubles[0]).not.toHaveProperty('lost')
  })

  test('that stays: flush() says how much is left', async () => {
    const { writer } = writing(() => {
      throw away()
    })
    void writer.push(point(0))
    void writer.push(point(1))
    expect(await writer.flush(10_000)).toBe(2)
    expect(writer.takeFailure()).toMatchObject({ code: 'UNREACHABLE' })
    expect(writer.takeFailure()).toBeUndefined()
    writer.abandon()
  })

  for (const error of [
    new MlflowError('UNAUTHENTICATED', 'who?', 401),
    new MlflowError('PERMISSION_DENIED', 'no', 403),
    new MlflowError('ENDPOINT_NOT_FOUND', '?', 404),
  ]) {
    test(`${error.code} may be mended by whoever runs it: nothing is given up`, async () => {
      const { writer, steps } = writing((_, call) => {
        if (call === 1) throw error
      })
      void writer.push(point(7))
      expect(await writer.flush(10_000)).toBe(0)
      expect(steps).toEqual([7])
    })
  }

  test('a refusal: the one value is found, everything else arrives', async () => {
    const bad = new Set([3, 700])
    const { writer, steps, troubles, calls } = writing(({ metrics }) => {
      if (metrics.some(({ step }) => bad.has(step))) throw refusal()
    })
    for (const step of upTo(1000)) void writer.push(point(step))
    expect(await writer.flush(10_000)).toBe(0)
    expect(steps.toSorted((a, b) => a - b)).toEqual(upTo(1000).filter((step) => !bad.has(step)))
    expect(troubles.map(({ lost }) => lost?.metrics?.[0]?.step)).toEqual([3, 700])
    expect(calls()).toBeLessThan(50)
    expect(writer.takeFailure()).toMatchObject({ code: 'INVALID_PARAMETER_VALUE' })
  })

  test('a refusal within one call: its other values arrive', async () => {
    const { writer, sizes, troubles } = writing(({ params }) => {
      if (params.some(({ key }) => key === 'bad')) throw refusal()
    })
    void writer.push({ params: ['a', 'bad', 'b', 'c'].map((key) => ({ key, value: '1' })) })
    await writer.flush(10_000)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(3)
    expect(troubles.map(({ lost }) => lost?.params)).toEqual([[{ key: 'bad', value: '1' }]])
  })

  for (const error of [
    new MlflowError('RESOURCE_DOES_NOT_EXIST', 'Run not found', 404),
    refusal("The run x must be in the 'active' state."),
  ]) {
    test(`${error.message}: no halving, all of it is lost`, async () => {
      const { writer, troubles, calls } = writing(() => {
        throw error
      })
      for (const step of upTo(10)) void writer.push(point(step))
      expect(await writer.flush(1000)).toBe(0)
      expect([calls(), troubles.length]).toEqual([1, 10])
    })
  }

  test('a Retry-After is waited for', async () => {
    const at: number[] = []
    const { writer } = writing((_, call) => {
      at.push(performance.now())
      if (call === 1) throw new MlflowError('REQUEST_LIMIT_EXCEEDED', 'slowly', 429, { retryAfter: 300 })
    })
    void writer.push(point(0))
    await writer.flush(10_000)
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(295)
  })
})

describe('with a journal', () => {
  test('memory holds a part, the rest is read back in order', async () => {
    let gone = true
    const { writer, steps } = writing(
      () => {
        if (gone) throw away()
      },
      { journal: journal() },
    )
    for (const step of upTo(50_000)) void writer.push(point(step))
    expect(writer.pending).toBe(50_000)
    gone = false
    expect(await writer.flush(20_000)).toBe(0)
    expect(steps).toEqual(upTo(50_000))
    writer.close()
    expect(readdirSync(folder)).toEqual([])
  })

  test('what was not delivered is taken up by another writer', async () => {
    const first = journal()
    const { writer } = writing(
      (_, call) => {
        if (call > 2) throw away()
      },
      { journal: first, maxRetryDelay: 60_000 },
    )
    for (const step of upTo(4000)) void writer.push(point(step))
    await until(() => writer.delivered === 2000)
    writer.abandon()
    const second = writing(() => {}, { journal: Journal.open(first.path) })
    expect(second.writer.isEmpty).toBe(false)
    expect(await second.writer.flush(10_000)).toBe(0)
    expect(second.steps).toEqual(upTo(4000).slice(2000))
    second.writer.close()
    expect(readdirSync(folder)).toEqual([])
  })

  test('the disk is full: what fits in memory is delivered', async () => {
    const full = journal()
    full.append = () => {
      throw new Error('no space')
    }
    const { writer, steps, troubles } = writing(() => {}, { journal: full })
    for (const step of upTo(3)) void writer.push(point(step))
    expect(await writer.flush(1000)).toBe(0)
    expect(steps).toEqual([0, 1, 2])
    expect(troubles.map(({ error, lost }) => [error.message, lost])).toEqual(Array.from({ length: 3 }, () => ['no space', undefined]))
  })
})

test('without a journal an outage has an end: what comes after 200,000 values is lost, and said', async () => {
  const { writer, troubles } = writing(() => {
    throw away()
  })
  const thousand = { metrics: upTo(1000).flatMap((step) => point(step).metrics ?? []) }
  for (let count = 0; count < 201; count++) void writer.push(thousand)
  expect(writer.pending).toBe(200_000)
  expect(troubles.filter(({ lost }) => lost)).toHaveLength(1)
  writer.abandon()
})

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !condition();) {
    if (Date.now() > deadline) throw new Error('it did not happen in time')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
