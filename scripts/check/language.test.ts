import { expect, test } from 'vitest'
import { oldWordsIn } from './language.ts'

test.for([
  ['// as the original does', ['"the original": write MLflow']],
  ['the default is the original location', []],
  ['const deeds = new RunDeeds()', ['"deeds": write action or mutation', 'RunDeeds has another name now']],
  ['// is told when it ends', ['"told": write reported, distinguished or called']],
  ['// the color of a run', []],
] as const)('%s', ([text, expected]) => expect(oldWordsIn(text).map(({ what }) => what)).toEqual(expected))
