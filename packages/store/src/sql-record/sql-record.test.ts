import { expect, onEachDatabase, test } from '../each-database.ts'
import { operations } from '../operations.ts'
import { recordCall } from './recording-db.ts'
import { type Call, walkOperations } from './walk.ts'

const normal = (sql: string): string => sql.replace(/\s+/g, ' ').trim()

onEachDatabase((store) => {
  test('the SQL of every operation is the recorded one', async () => {
    const texts = new Map<string, Set<string>>()
    const called = new Set<string>()
    const call: Call = async (endpoint, request, variant) => {
      const { answer, statements } = await recordCall(store.db, endpoint, request)
      called.add(endpoint.name)
      const title = variant ? `${endpoint.name}: ${variant}` : endpoint.name
      texts.set(title, new Set(statements.map(({ sql }) => normal(sql))))
      return answer
    }
    await walkOperations(call)
    expect(
      Object.keys(operations).filter((name) => !called.has(name)),
      'operations without a call in walk.ts',
    ).toEqual([])
    const sections = [...texts].toSorted(([one], [other]) => (one < other ? -1 : 1))
    const text = sections.map(([title, statements]) => `-- ${title}\n${[...statements].toSorted().join(';\n')};\n`).join('\n')
    const message = 'The SQL changed. Read the difference, then record it: npx vitest run packages/store/src/sql-record -u'
    await expect(text, message).toMatchFileSnapshot(`./${store.db.dialect}.sql`)
  })
})
