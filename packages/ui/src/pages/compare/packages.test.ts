import { expect, test } from 'vitest'
import { packageRows } from './packages.ts'

test('packages by name, with extras, markers, comments and options', () => {
  const texts = [
    'mlflow==3.17.2\nNumPy==2.1.0 ; python_version > "3"\n# a comment\n-r other.txt',
    'mlflow[extras]==3.17.2\nnumpy>=2\nscipy',
    undefined,
  ]
  expect(packageRows(texts)).toEqual([
    { name: 'mlflow', versions: ['3.17.2', '3.17.2', undefined], same: false },
    { name: 'numpy', versions: ['2.1.0', '>=2', undefined], same: false },
    { name: 'scipy', versions: [undefined, 'any', undefined], same: false },
  ])
  expect(packageRows(['a==1', 'a==1'])).toEqual([{ name: 'a', versions: ['1', '1'], same: true }])
})
