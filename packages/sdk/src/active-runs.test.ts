import { describe, expect, test } from 'vitest'
import { ActiveRuns, type Slot } from './active-runs.ts'
import type { Run } from './run.ts'

/** A place of a run, named by its id; `ended` as a run tells it. */
function slot(runId: string, parent?: Slot, ended = false): Slot {
  const run = { runId, status: ended ? 'FINISHED' : undefined } as Run
  return { opening: Promise.resolve(run), parent, run, closed: false }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const name = (runs: ActiveRuns): string | undefined => runs.current()?.run?.runId

/** The same without AsyncLocalStorage, as on a page. */
function onAPage(): ActiveRuns {
  const node = globalThis.process
  try {
    Reflect.deleteProperty(globalThis, 'process')
    return new ActiveRuns()
  } finally {
    globalThis.process = node
  }
}

describe.each([
  ['in Node', () => new ActiveRuns()],
  ['on a page', onAPage],
])('%s', (_where, make) => {
  test('there is none at first', () => expect(make().current()).toBeUndefined())

  test('work has the run that it is in, and the one around it afterwards', async () => {
    const runs = make()
    const outer = slot('outer')
    await runs.within(outer, async () => {
      await runs.within(slot('inner', outer), async () => {
        await pause(1)
        expect(name(runs)).toBe('inner')
      })
      expect(name(runs)).toBe('outer')
    })
    expect(name(runs)).toBeUndefined()
  })

  test('work that throws leaves its run', async () => {
    const runs = make()
    await expect(runs.within(slot('a'), () => Promise.reject(new Error('x')))).rejects.toThrow('x')
    expect(name(runs)).toBeUndefined()
  })

  test('what comes after a run was begun has it, until it ends', async () => {
    const runs = make()
    await runs.within(slot('outer'), async () => {
      const inner = slot('inner', runs.current())
      runs.enter(inner)
      await pause(1)
      expect(name(runs)).toBe('inner')
      inner.closed = true
      expect(name(runs)).toBe('outer')
    })
  })

  test('a run that has ended is passed over', async () => {
    const runs = make()
    await runs.within(slot('inner', slot('outer', slot('first'), true), true), async () => expect(name(runs)).toBe('first'))
  })
})

test('in Node, work side by side is kept apart', async () => {
  const runs = new ActiveRuns()
  const seen = await Promise.all(
    [30, 20, 10].map((ms) =>
      runs.within(slot(`after ${ms}`), async () => {
        await pause(ms)
        return name(runs)
      }),
    ),
  )
  expect(seen).toEqual(['after 30', 'after 20', 'after 10'])
})
