import { expect, test } from 'vitest'
import type { Manifest, Project } from './graph.ts'
import { layers } from './layers.ts'

const manifest = (name: string, dependencies: string[]): Manifest => ({
  name: `@tailrace/${name}`,
  folder: `packages/${name}`,
  index: `packages/${name}/src/index.ts`,
  dependencies,
  ofStyles: [],
  devDependencies: ['@tailrace/testing'],
  text: '',
})

/** A project of the packages contract, store, server and testing, with the given imports. */
function projectOf(files: Readonly<Record<string, readonly string[]>>): Project {
  return {
    modules: Object.entries(files).map(([file, specifiers]) => ({
      file,
      imports: specifiers.map((specifier) => ({ specifier, line: 1, names: ['x'] })),
      exports: [],
      identifiers: new Map(),
    })),
    manifests: [
      { name: 'root', folder: '.', dependencies: [], ofStyles: [], devDependencies: ['vitest'], text: '' },
      manifest('contract', ['typebox']),
      manifest('store', ['@tailrace/contract', 'pg']),
      manifest('server', ['@tailrace/contract', '@tailrace/store', 'fastify', 'pg']),
      manifest('testing', ['pg']),
    ],
  }
}

const SERVER = 'packages/server/src/a.ts'
const STORE = 'packages/store/src/a.ts'

for (const [why, files, what] of [
  ['an import of a higher layer', { [STORE]: ['@tailrace/server'] }, 'store may not import server'],
  ['test code in a product file', { [STORE]: ['@tailrace/testing'] }, 'store may not import testing'],
  ['a driver outside of the store', { [SERVER]: ['pg'] }, 'pg belongs to store'],
  ['the database of Node outside of the store', { [SERVER]: ['node:sqlite'] }, 'node:sqlite belongs to store'],
  ['a web framework in the store', { [STORE]: ['fastify'] }, 'fastify belongs to server, models'],
  ['Node in what a browser runs', { 'packages/contract/src/a.ts': ['node:fs'] }, 'contract runs in a browser too: no node:fs'],
  ['an undeclared dependency', { [STORE]: ['lodash/get'] }, 'lodash is not among the dependencies of packages/store/package.json'],
  [
    'a path into another package',
    { [SERVER]: ['../../store/src/a.ts'] },
    "../../store/src/a.ts leaves the package: import it by the package's name",
  ],
  [
    'a package without a place',
    { 'packages/extra/src/a.ts': ['@tailrace/contract'] },
    'package extra has no place in the layers (scripts/check/layers.ts)',
  ],
] as const) {
  test(`refuses ${why}`, () => expect(layers(projectOf(files)).map((finding) => finding.what)).toEqual([what]))
}

test('refuses a cycle once, types included, wherever it is entered', () => {
  const files = { 'packages/store/src/c.ts': ['./a.ts'], 'packages/store/src/a.ts': ['./b.ts'], 'packages/store/src/b.ts': ['./c.ts'] }
  expect(layers(projectOf(files)).map((finding) => finding.what)).toEqual([
    'cycle: packages/store/src/a.ts -> packages/store/src/b.ts -> packages/store/src/c.ts -> packages/store/src/a.ts',
  ])
})

test('what only tests lead to counts as a test, what the product shares with them does not', () => {
  const files = {
    'packages/store/src/a.test.ts': ['./support.ts', './shared.ts'],
    'packages/store/src/support.ts': ['@tailrace/testing', 'vitest'],
    'packages/store/src/shared.ts': ['@tailrace/testing'],
    'packages/store/src/index.ts': ['./shared.ts'],
    'packages/testing/src/index.ts': ['pg'],
  }
  expect(layers(projectOf(files))).toEqual([{ file: 'packages/store/src/shared.ts', line: 1, what: 'store may not import testing' }])
})

test('allows lower layers, own files, declared dependencies, and drivers in tests', () => {
  const files = {
    [SERVER]: ['@tailrace/store', '@tailrace/contract', 'fastify', './b.ts', 'node:fs'],
    'packages/server/src/b.ts': [],
    'packages/server/src/b.test.ts': ['vitest', 'pg', 'node:sqlite', '@tailrace/testing', './b.ts'],
    'packages/contract/src/a.test.ts': ['node:crypto'],
    'bench/main.ts': ['pg', '../packages/store/src/a.ts'],
  }
  expect(layers(projectOf(files))).toEqual([])
})
