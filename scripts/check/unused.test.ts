import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readProject } from './read-project.ts'
import { unused } from './unused.ts'

const root = mkdtempSync(join(tmpdir(), 'tailrace-unused-'))
afterAll(() => rmSync(root, { recursive: true }))

const FILES = {
  'tsconfig.json': '{ "compilerOptions": { "noEmit": true, "module": "NodeNext" }, "include": ["packages"] }',
  'package.json':
    '{ "name": "root", "scripts": { "start": "node packages/app/src/main.ts", "lint": "oxlint" }, "devDependencies": { "oxlint": "1", "idle": "1" } }',
  'packages/app/package.json':
    '{ "name": "@x/app", "dependencies": { "@x/lib": "1", "pg": "1", "kysely": "1", "@x/icons": "1" }, "devDependencies": { "@types/pg": "1" } }',
  'packages/app/src/main.ts': `
    import { kept, type Shape } from '@x/lib'
    import * as all from './all.ts'
    import Client from 'pg'
    export const entry = [kept, all, Client] satisfies unknown as Shape
    new Worker(new URL('./thread.ts', import.meta.url))
    type Later = import('./later.ts').Later`,
  'packages/app/src/main.css': "i { mask: url('@x/icons/star.svg') }",
  'packages/app/src/all.ts': 'export const one = 1, { two } = { two: 2 }',
  'packages/app/src/thread.ts': 'export const started = true',
  'packages/app/src/later.ts': 'export type Later = 1',
  'packages/app/src/orphan.ts': 'import { one } from "./all.ts"\nconsole.log(one)',
  'packages/lib/package.json': '{ "name": "@x/lib", "exports": { ".": "./src/index.ts" } }',
  'packages/lib/src/index.ts': "export * from './inner.ts'\nexport { renamed as idleAgain } from './inner.ts'",
  'packages/lib/src/inner.ts': `
    export function kept(): Signature { return inner }
    export interface Signature { a: 1 }
    export type Shape = 2
    export type Nobody = 3
    export const renamed = 4
    export default class {}
    const inner = { a: 1 } as const
    export { inner }`,
  'packages/lib/src/inner.test.ts': "import { inner } from './inner.ts'\nconsole.log(inner)",
}
for (const [file, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

test('names what nothing uses, and only that', () => {
  const found = unused(readProject(root)).map(({ file, line, what }) => `${file}${line === undefined ? '' : `:${line}`} ${what}`)
  expect(found.toSorted()).toEqual([
    'package.json nothing uses the dependency idle',
    'packages/app/package.json nothing uses the dependency kysely',
    'packages/app/src/orphan.ts no program, test or package reaches this file',
    'packages/lib/src/inner.ts:5 nothing imports Nobody',
    'packages/lib/src/inner.ts:6 nothing imports renamed',
    'packages/lib/src/inner.ts:7 nothing imports default',
  ])
})
