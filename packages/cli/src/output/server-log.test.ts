import { expect, test } from 'vitest'
import { startLines, startRecord } from './server-log.ts'

const FACTS = {
  url: 'http://localhost:5000',
  database: 'sqlite:///mlflow.db',
  artifacts: '/srv/mlartifacts',
  hosts: 'localhost, private addresses',
  allow_hosts: '--allowed-hosts NAME',
}

test('a terminal gets the facts in aligned lines', () => {
  expect(startLines(FACTS)).toBe(
    [
      'Tailrace serves http://localhost:5000',
      '  Database   sqlite:///mlflow.db',
      '  Artifacts  /srv/mlartifacts',
      '  Answers to localhost, private addresses; allow other names with --allowed-hosts NAME',
      '',
    ].join('\n'),
  )
  const { database: _database, allow_hosts: _hosts, ...artifactsOnly } = FACTS
  expect(startLines(artifactsOnly)).not.toContain('Database')
})

test('a log gets them as a JSON object', () => {
  expect(JSON.parse(startRecord(FACTS))).toEqual({
    ...FACTS,
    level: 'info',
    time: expect.any(Number) as number,
    msg: 'Tailrace serves http://localhost:5000 (database: sqlite:///mlflow.db)',
  })
})
