import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tailrace, testFolder } from '../program-for-tests.ts'

const folder = testFolder()
const path = join(folder, 'typo.db')
const uri = `sqlite:///${path}`
const RUN = 'a'.repeat(32)

describe('a SQLite file that is not there is not made by', () => {
  for (const args of [
    ['runs', 'search'],
    ['runs', 'list', '--experiment-id', '0'],
    ['runs', 'create', '--experiment-id', '0'],
    ['runs', 'describe', '--run-id', RUN],
    ['runs', 'watch', RUN],
    ['runs', 'tag', RUN, 'a=b'],
    ['experiments', 'search'],
    ['experiments', 'create', '--experiment-name', 'x'],
    ['experiments', 'csv', '--experiment-id', '0'],
    ['models', 'list'],
    ['models', 'create', 'm'],
    ['artifacts', 'list', '--run-id', RUN],
    ['gc', '--dry-run'],
    ['gc', '--backend-store-uri', uri],
    ['db', 'upgrade', uri],
    ['export', uri, join(folder, 'x.tar.gz')],
    ['copy', uri, 'sqlite:////nonexistent/y.db'],
    ['backup', '--backend-store-uri', uri, '--to', join(folder, 'x.tar.gz')],
    ['doctor'],
  ]) {
    test(args.slice(0, 2).join(' '), async () => {
      const { code, out, err } = await tailrace({ MLFLOW_TRACKING_URI: uri }, ...args)
      expect(`${out}${err}`).toContain(`Database file ${path} does not exist`)
      expect(code).toBe(1)
      expect(readdirSync(folder)).toEqual([])
    })
  }
})
