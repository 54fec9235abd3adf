import { describe, expect, test } from 'vitest'
import { createClient, escapePath, items, pages } from './client.ts'
import { startFaulty } from './servers-for-tests.ts'

interface Page {
  readonly list?: readonly number[]
  readonly next_page_token?: string
}

/** A search over pages by their tokens, and what it was asked. */
function searching(byToken: Readonly<Record<string, Page>>) {
  const asked: { page_token?: string; filter?: string }[] = []
  const search = async (request: { page_token?: string; filter?: string }): Promise<Page> => {
    asked.push(request)
    return byToken[request.page_token ?? ''] ?? {}
  }
  return { asked, search }
}

async function all<Item>(generator: AsyncGenerator<Item>): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of generator) list.push(item)
  return list
}

describe('pages', () => {
  const three = { '': { list: [1, 2], next_page_token: 'b' }, b: { list: [], next_page_token: 'c' }, c: { list: [3] } }

  test('follow each other with the same request, an empty one too', async () => {
    const { asked, search } = searching(three)
    expect((await all(pages(search, { filter: 'x' }))).map(({ list }) => list)).toEqual([[1, 2], [], [3]])
    expect(asked).toEqual([{ filter: 'x' }, { filter: 'x', page_token: 'b' }, { filter: 'x', page_token: 'c' }])
  })

  test('begin where the caller says', async () => {
    const { search } = searching(three)
    expect(await all(items(search, { page_token: 'c' }, 'list'))).toEqual([3])
  })

  test('are fetched when they are asked for', async () => {
    const { asked, search } = searching(three)
    for await (const item of items(search, {}, 'list')) if (item === 2) break
    expect(asked).toHaveLength(1)
  })

  for (const [why, answers, expected] of [
    ['an empty token is the end', { '': { list: [1], next_page_token: '' } }, [1]],
    ['a page without a list has none', { '': { next_page_token: 'b' }, b: { list: [2] } }, [2]],
    ['nothing is found', { '': {} }, []],
  ] as [string, Readonly<Record<string, Page>>, number[]][]) {
    test(why, async () => expect(await all(items(searching(answers).search, {}, 'list'))).toEqual(expected))
  }

  test('end with the error of a page', async () => {
    let calls = 0
    const failing = async (): Promise<Page> => {
      if (++calls > 1) throw new Error('gone')
      return { list: [1], next_page_token: 'b' }
    }
    const seen: number[] = []
    const walk = async (): Promise<void> => {
      for await (const item of items(failing, {}, 'list')) seen.push(item)
    }
    await expect(walk()).rejects.toThrow('gone')
    expect(seen).toEqual([1])
  })
})

for (const [path, escaped] of [
  ['a/b', 'a/b'],
  ['a b/é?#', 'a%20b/%C3%A9%3F%23'],
  ['100%', '100%25'],
  ['', ''],
] as const) {
  test(`the path '${path}' is ${escaped}`, () => expect(escapePath(path)).toBe(escaped))
}

test('a file is answered as it comes', async () => {
  const server = await startFaulty((request, reply) => {
    reply.writeHead(200, { 'content-type': 'text/csv', 'x-asked': request.url ?? '' })
    reply.end('run_id\na\n')
  })
  try {
    const answer = await createClient({ trackingUri: server.url }).exportRunsCsv({ experiment_ids: ['1', '2'] })
    expect(await answer.text()).toBe('run_id\na\n')
    expect(answer.headers.get('x-asked')).toBe('/api/tailrace/1.0/runs/export-csv?experiment_ids=1&experiment_ids=2')
  } finally {
    server.stop()
  }
})
