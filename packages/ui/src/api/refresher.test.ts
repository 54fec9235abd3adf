import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Refresher } from './refresher.ts'

/** A page with answers that come when the test says so. */
function openPage() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
  const asked: { key: string; answer: () => void }[] = []
  const listeners: (() => void)[] = []
  const page = { hidden: false, addEventListener: (_name: string, listener: () => void) => void listeners.push(listener) }
  const refresher = new Refresher(client, page as unknown as Document)
  const show = (key: string): (() => void) =>
    new QueryObserver(client, {
      queryKey: [key],
      queryFn: () => new Promise<number>((resolve) => asked.push({ key, answer: () => resolve(asked.length) })),
    }).subscribe(() => undefined)
  return {
    asked: (): string[] => asked.map(({ key }) => key),
    answer: async (): Promise<void> => {
      asked.forEach(({ answer }) => answer())
      await vi.advanceTimersByTimeAsync(0)
    },
    refresh: async (): Promise<void> => {
      refresher.refresh()
      await vi.advanceTimersByTimeAsync(0)
    },
    show,
    hide: async (hidden: boolean): Promise<void> => {
      page.hidden = hidden
      listeners.forEach((listener) => listener())
      await vi.advanceTimersByTimeAsync(0)
    },
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('one request is in flight and one waits, however many events come', async () => {
  const { asked, answer, refresh, show } = openPage()
  show('a')
  expect(asked()).toEqual(['a'])
  for (let event = 0; event < 20; event++) await refresh()
  // The first answer may be from before the events, so one more follows it.
  expect(asked()).toEqual(['a'])
  await answer()
  expect(asked()).toEqual(['a', 'a'])
  for (let event = 0; event < 20; event++) await refresh()
  await answer()
  await vi.advanceTimersByTimeAsync(400)
  expect(asked()).toEqual(['a', 'a'])
  await vi.advanceTimersByTimeAsync(200)
  expect(asked()).toEqual(['a', 'a', 'a'])
  await answer()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked()).toEqual(['a', 'a', 'a'])
})

test('several answers are fetched one after the other', async () => {
  const { asked, answer, refresh, show } = openPage()
  show('a')
  show('b')
  await answer()
  await refresh()
  expect(asked()).toEqual(['a', 'b', 'a'])
  await answer()
  expect(asked()).toEqual(['a', 'b', 'a', 'b'])
})

test('a slow server is asked less often', async () => {
  const { asked, answer, refresh, show } = openPage()
  show('a')
  await answer()
  await refresh()
  await vi.advanceTimersByTimeAsync(2_000)
  await answer()
  await refresh()
  await vi.advanceTimersByTimeAsync(5_900)
  expect(asked()).toEqual(['a', 'a'])
  await vi.advanceTimersByTimeAsync(200)
  expect(asked()).toEqual(['a', 'a', 'a'])
})

test('a hidden tab asks nothing, and catches up when it is shown; what nobody looks at waits until somebody does', async () => {
  const { asked, answer, refresh, show, hide } = openPage()
  const leave = show('a')
  await answer()
  await hide(true)
  await refresh()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked()).toEqual(['a'])
  await hide(false)
  expect(asked()).toEqual(['a', 'a'])
  await answer()
  leave()
  await vi.advanceTimersByTimeAsync(1_000)
  await refresh()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked()).toEqual(['a', 'a'])
  show('a')
  await vi.advanceTimersByTimeAsync(0)
  expect(asked()).toEqual(['a', 'a', 'a'])
})
