import { describe, expect, test } from 'vitest'
import { contentDisposition, contentType } from './content-type.ts'

describe('content type', () => {
  for (const [name, type] of [
    ['MLmodel', 'text/plain'],
    ['archive.tar.gz', 'application/x-tar'],
    ['archive.tgz', 'application/x-tar'],
    ['a.json.gz', 'application/json'],
    ['a.csv.xz', 'text/csv'],
    ['a.svgz', 'image/svg+xml'],
    ['model/MLmodel', 'text/plain'],
    ['MLproject', 'text/plain'],
    ['conda.yaml', 'text/plain'],
    ['python_env.YML', 'text/plain'],
    ['a.json', 'text/plain'],
    ['a.js', 'text/plain'],
    ['a.py', 'text/plain'],
    ['a.md', 'text/plain'],
    ['a.csv', 'text/plain'],
    ['a.tsv', 'text/plain'],
    ['a.log', 'text/plain'],
    ['a.xml', 'text/plain'],
    ['a.ipynb', 'text/plain'],
    ['a.rst', 'text/plain'],
    ['a.html', 'text/html'],
    ['a.SVG', 'image/svg+xml'],
    ['a.png', 'image/png'],
    ['a.jpeg', 'image/jpeg'],
    ['a.pdf', 'application/pdf'],
    ['a.zip', 'application/zip'],
    ['model.pkl', 'application/octet-stream'],
    ['model.skops', 'application/octet-stream'],
    ['model.safetensors', 'application/octet-stream'],
    ['a.unknown', 'application/octet-stream'],
    ['.json', 'application/octet-stream'],
    ['.gitignore', 'application/octet-stream'],
    ['README', 'application/octet-stream'],
    ['png', 'application/octet-stream'],
    ['constructor', 'application/octet-stream'],
    ['a.', 'application/octet-stream'],
    ['a.json/b', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ] as const) {
    test(`of '${name}'`, () => expect(contentType(name)).toBe(type))
  }
})

describe('content disposition', () => {
  for (const [name, header] of [
    ['a.txt', 'filename=a.txt'],
    ['dir/a.txt', 'filename=a.txt'],
    ['50%.txt', 'filename=50%.txt'],
    ["a'b.txt", "filename=a'b.txt"],
    ['~x', 'filename=~x'],
    ['a b.txt', 'filename="a b.txt"'],
    ['semi;colon.txt', 'filename="semi;colon.txt"'],
    ['x,y.txt', 'filename="x,y.txt"'],
    ['a(b).txt', 'filename="a(b).txt"'],
    ['q"uote.txt', 'filename="q\\"uote.txt"'],
    ['back\\slash', 'filename="back\\\\slash"'],
    ['ä b.txt', 'filename="a b.txt"; filename*=UTF-8\'\'%C3%A4%20b.txt'],
    ['naïve', "filename=naive; filename*=UTF-8''na%C3%AFve"],
    ['日本.bin', "filename=.bin; filename*=UTF-8''%E6%97%A5%E6%9C%AC.bin"],
    ['日本', 'filename=""; filename*=UTF-8\'\'%E6%97%A5%E6%9C%AC'],
    ["ä'(x)*", "filename=\"a'(x)*\"; filename*=UTF-8''%C3%A4%27%28x%29%2A"],
    ['a\r\nSet-Cookie: x', 'filename="aSet-Cookie: x"'],
    ['\u009bä', "filename=a; filename*=UTF-8''%C3%A4"],
  ] as const) {
    test(`of '${name}'`, () => expect(contentDisposition(name)).toBe(`attachment; ${header}`))
  }
})
