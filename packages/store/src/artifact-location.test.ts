import { describe, expect, test } from 'vitest'
import { joinLocation } from './artifact-location.ts'

describe('segments are joined to a location', () => {
  for (const [root, joined] of [
    ['mlflow-artifacts:/', 'mlflow-artifacts:/1/r'],
    ['/a/b/', '/a/b/1/r'],
    ['./mlruns', './mlruns/1/r'],
    ['/a?b/c#d', '/a?b/c#d/1/r'],
    ['file:///a%3Fb', 'file:///a%3Fb/1/r'],
    ['s3://b', 's3://b/1/r'],
    ['s3://b/p?x=1&y=/z', 's3://b/p/1/r?x=1&y=/z'],
    ['s3://b/p/?x=1?y', 's3://b/p/1/r?x=1?y'],
    ['dbfs:/p?x', 'dbfs:/p/1/r?x'],
    ['mysql://u:p@h:port/db?driver=d', 'mysql://u:p@h:port/db/1/r?driver=d'],
  ] as const) {
    test(root, () => expect(joinLocation(root, '1', 'r')).toBe(joined))
  }
})
