import { describe, expect, test } from 'vitest'
import { maskSecrets, maskUris } from './mask.ts'

describe('secrets are masked', () => {
  for (const [text, shown] of [
    ['postgresql://me:geheim@h:5/d', 'postgresql://me:***@h:5/d'],
    ['postgresql://me:ge@he:i/m?x#@h/d', 'postgresql://me:***@h/d'],
    ['postgresql://:geheim@h/d', 'postgresql://:***@h/d'],
    ['postgresql://h/d?user=me&password=geheim&sslmode=require', 'postgresql://h/d?user=me&password=***&sslmode=require'],
    ['postgresql://h/d?sslpassword=geheim', 'postgresql://h/d?sslpassword=***'],
    ['host=h password=geheim user=me', 'host=h password=*** user=me'],
    ["host=h password='ge heim' user=me", 'host=h password=*** user=me'],
    ['postgresql:/me:geheim@h/d', 'postgresql:/me:***@h/d'],
    ['postgres//me:geheim@h/d', 'postgres//me:***@h/d'],
    ['me:geheim@h/d', 'me:***@h/d'],
    ['postgresql://me:geheim', 'postgresql://me:***'],
    ['postgresql://me:geheim/d', 'postgresql://me:***/d'],
    ['htp://me:geheim@h', 'htp://me:***@h'],
    ['http://me:geheim@[h', 'http://me:***@[h'],
    ['https://geheim@h/x', 'https://***@h/x'],
    ['s3://key:geheim@bucket/a', 's3://key:***@bucket/a'],
    ['https://h/a?X-Amz-Signature=geheim&b=1', 'https://h/a?X-Amz-Signature=***&b=1'],
    ['https://h/a?X-Amz-Security-Token=geheim', 'https://h/a?X-Amz-Security-Token=***'],
    ['https://h/a?sig=geheim&sv=1', 'https://h/a?sig=***&sv=1'],
  ] as const) {
    test(text, () => expect(maskSecrets(text)).toBe(shown))
  }
})

describe('what holds none stays', () => {
  for (const text of [
    'sqlite:///mlflow.db',
    'sqlite:////data/C:/a.db',
    'http://127.0.0.1:5000',
    'http://[::1]:5000/x',
    'localhost:5000',
    'postgresql://me@h:5/d',
    'mlflow-artifacts:/1/a@b',
    's3://bucket/a@b',
    'runs:/abc/model',
    'models:/name/3',
    'hdfs://nn:8020/mlflow',
    './mlruns',
    '',
  ]) {
    test(text, () => expect(maskSecrets(text)).toBe(text))
  }
})

test('URIs are masked within a text, the rest stays', () => {
  for (const [text, shown] of [
    [
      "connect to 'postgresql://me:geheim@h/d' failed, see https://h/x?token=geheim.",
      "connect to 'postgresql://me:***@h/d' failed, see https://h/x?token=***.",
    ],
    ['There is no file /home/postgresql:/me:geheim@h/d.', 'There is no file /home/postgresql:***@h/d.'],
    ['GET http://127.0.0.1:5000: connect ECONNREFUSED 127.0.0.1:5000', 'GET http://127.0.0.1:5000: connect ECONNREFUSED 127.0.0.1:5000'],
    ['Say models:/name@alias, or user@host:5000 (at 10:30:00).', 'Say models:/name@alias, or user@host:5000 (at 10:30:00).'],
  ] as const) {
    expect(maskUris(text)).toBe(shown)
  }
})

test('whatever the secret, it is not shown', () => {
  const characters = [...'ab:/@?#&=% ;[]\\\'"é1'].filter((character) => character !== ' ')
  for (let round = 0; round < 2000; round++) {
    const secret = `S${Array.from({ length: 6 }, () => characters[Math.floor(Math.random() * characters.length)]).join('')}E`
    for (const uri of [`postgresql://me:${secret}@h/d`, `http://me:${secret}@h:5000`, `nonsense//me:${secret}@h`]) {
      expect(maskSecrets(uri)).not.toContain(secret)
    }
  }
})
