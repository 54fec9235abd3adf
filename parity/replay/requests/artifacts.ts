import { get, post, refused, refusedGet, send, type Group, type Step } from '../step.ts'

const NOBODY = 'ffffffffffffffffffffffffffffffff'
const PROXY = '/api/2.0/mlflow-artifacts/artifacts'
const RUN = `${PROXY}/\${e}/\${run}/artifacts`
const put = (path: string, body: string | Uint8Array, type = 'application/octet-stream'): Step =>
  send('PUT', path, body, { headers: { 'content-type': type } })
const bare = (method: string, path: string, options: Partial<Step> = {}): Step => ({ method, path, status: 200, ...options })
const bytes = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7) % 256)

const uploads = [
  post('experiments/create', { name: 'art-a' }, { save: { e: 'experiment_id' } }),
  post('runs/create', { experiment_id: '${e}', run_name: 'one', start_time: 1 }, { save: { run: 'run.info.run_id' } }),
  get('artifacts/list', { run_id: '${run}' }, { why: 'nothing there yet' }),
  put(`${RUN}/a.txt`, 'hello'),
  put(`${RUN}/a.txt`, 'hello again', 'text/plain'),
  put(`${RUN}/empty`, ''),
  put(`${RUN}/data/bytes.bin`, bytes),
  put(`${RUN}/data/deep/er/x.json`, '{"a": 1}', 'application/json'),
  put(`${RUN}/with%20space.txt`, 'space'),
  put(`${RUN}/50%25.txt`, 'percent'),
  put(`${RUN}/%C3%BCn%C3%AF.txt`, 'unicode'),
  put(`${RUN}/a%2Bb.txt`, 'plus'),
  put(`${RUN}/page.html`, '<script>alert(1)</script>', 'text/html'),
  put(`${RUN}/image.svg`, '<svg/>'),
  put(`${RUN}/picture.png`, bytes),
  put(`${RUN}/MLmodel`, 'flavors: {}'),
  put(`${RUN}/conda.yaml`, 'name: x'),
  put(`${RUN}/noextension`, 'x'),
  put(`${RUN}/script.py`, 'print()'),
  put(`${RUN}/table.csv`, 'a,b'),
  put(`${RUN}/notes.md`, '# x'),
  put(`${RUN}/log.log`, 'x'),
  put(`${RUN}/archive.tar.gz`, bytes),
]

const names = [
  'a.txt',
  'empty',
  'data/bytes.bin',
  'data/deep/er/x.json',
  'with%20space.txt',
  '50%25.txt',
  '%C3%BCn%C3%AF.txt',
  'a%2Bb.txt',
  'page.html',
  'image.svg',
  'picture.png',
  'MLmodel',
  'conda.yaml',
  'noextension',
  'script.py',
  'table.csv',
  'notes.md',
  'log.log',
  'archive.tar.gz',
]

const downloads = [
  ...names.map((name) => bare('GET', `${RUN}/${name}`)),
  bare('HEAD', `${RUN}/a.txt`),
  bare('GET', `${RUN}/nothing`, { status: 404 }),
  bare('GET', `${RUN}/data`, { status: 400, differs: 'json-not-html', why: 'a directory' }),
  bare('GET', `${RUN}/a.txt/more`, { status: 404 }),
  bare('GET', `/ajax-api/2.0/mlflow-artifacts/artifacts/\${e}/\${run}/artifacts/a.txt`),
]

const lists = [
  get('artifacts/list', { run_id: '${run}' }),
  get('artifacts/list', { run_uuid: '${run}' }),
  get('artifacts/list', { run_id: '${run}', path: 'data' }),
  get('artifacts/list', { run_id: '${run}', path: 'data/deep' }),
  get('artifacts/list', { run_id: '${run}', path: 'a.txt' }, { why: 'a file has no files' }),
  get('artifacts/list', { run_id: '${run}', path: 'nowhere' }),
  get('artifacts/list', { run_id: '${run}', page_token: 'x' }, { why: 'a token is ignored' }),
  get('artifacts/list', { run_id: '${run}', path: '' }),
  ...refusedGet('artifacts/list', [
    ['no id', {}],
    ['unknown run', { run_id: NOBODY }, 404],
    ['climbing', { run_id: '${run}', path: '..' }],
    ['climbing out of a folder', { run_id: '${run}', path: 'data/../../..' }],
    ['absolute', { run_id: '${run}', path: '/etc' }],
    ['encoded twice', { run_id: '${run}', path: '%2e%2e/x' }],
    ['fragment', { run_id: '${run}', path: 'a#b' }, 400, { differs: 'name-is-data' }],
    ['file URI', { run_id: '${run}', path: 'file:///etc' }],
    ['drive', { run_id: '${run}', path: 'C:\\x' }],
  ]),
  get(PROXY, { path: '${e}/${run}/artifacts' }),
  get(PROXY, { path: '${e}/${run}/artifacts/data' }),
  get(PROXY, { path: '${e}/nowhere' }),
  get(PROXY, { path: '${e}' }),
  ...refusedGet(PROXY, [
    ['climbing', { path: '../..' }],
    ['absolute', { path: '/etc' }],
    ['encoded twice', { path: '%2e%2e' }],
  ]),
]

const asJson = { 'content-type': 'application/json' }
const REFUSED = ['..', '../x', '%2e%2e/x', '%252e%252e/x', 'a/../../x', '..%2fx', 'C:%5cx']
const escapes = REFUSED.flatMap((path) => [
  bare('GET', `${PROXY}/${path}`, { status: 400, why: 'climbing out' }),
  { ...put(`${PROXY}/${path}`, 'x'), status: 400, why: 'climbing out' },
  bare('DELETE', `${PROXY}/${path}`, { status: 400, why: 'climbing out', headers: asJson }),
])

/** Names that MLflow decodes further, or refuses, and Tailrace takes as they are. */
const namesAsData = [
  { ...put(`${RUN}/names/a%23b`, 'x'), status: 400, differs: 'name-is-data' } as const,
  bare('GET', `${RUN}/names/a%23b`, { status: 400, differs: 'name-is-data' }),
  put(`${RUN}/names/a%2520b`, 'twice'),
  bare('GET', `${RUN}/names/a%20b`, { differs: 'name-is-data', why: 'another file' }),
  put(`${RUN}/names/k%25step%253%25timestamp%251796`, 'image'),
  bare('GET', `${RUN}/names/k%25step%253%25timestamp%251796`, { why: 'as log_image names its files' }),
  ...['c:x.txt', '100%.txt', '%zz', 'semi;colon', '%E2%80%AErtl', 'e%CC%81.txt'].flatMap((name) => [
    put(`${RUN}/plain/${name}`, name),
    bare('GET', `${RUN}/plain/${name}`),
  ]),
  get('artifacts/list', { run_id: '${run}', path: 'plain' }),
]

/** Absolute paths: MLflow redirects a DELETE to the path without the slash. */
const absolute = ['/etc/passwd', '%2fetc%2fpasswd'].flatMap((path) => [
  bare('GET', `${PROXY}/${path}`, { status: 400, why: 'absolute' }),
  { ...put(`${PROXY}/${path}`, 'x'), status: 400, why: 'absolute' },
  bare('DELETE', `${PROXY}/${path}`, { status: 308, why: 'absolute', headers: asJson, differs: 'safe-path' }),
])

/** A backslash and a NUL: ordinary characters to MLflow. */
const unsafe = ['..%5cx', '%00x'].flatMap((path): Step[] => [
  bare('GET', `${PROXY}/${path}`, { status: 404, differs: 'safe-path' }),
  { ...put(`${PROXY}/${path}`, 'x'), differs: 'safe-path' },
  bare('DELETE', `${PROXY}/${path}`, { headers: asJson, differs: 'safe-path' }),
])

const getArtifact = [
  ...[
    'a.txt',
    'page.html',
    'image.svg',
    'picture.png',
    'with space.txt',
    'ünï.txt',
    '50%.txt',
    'a+b.txt',
    'data/deep/er/x.json',
    'MLmodel',
    'empty',
  ].map((path) => get('/get-artifact', { run_id: '${run}', path })),
  get('/get-artifact', { run_uuid: '${run}', path: 'a.txt' }),
  ...refusedGet('/get-artifact', [
    ['no id', { path: 'a.txt' }, 404, { differs: 'malformed-refused' }],
    ['no path', { run_id: '${run}' }, 400, { differs: 'json-not-html' }],
    ['missing', { run_id: '${run}', path: 'nothing' }, 404],
    ['unknown run', { run_id: NOBODY, path: 'a.txt' }, 404],
    ['climbing', { run_id: '${run}', path: '../../x' }],
    ['absolute', { run_id: '${run}', path: '/etc/passwd' }],
    ['encoded', { run_id: '${run}', path: '%2e%2e/x' }],
  ]),
  post('registered-models/create', { name: 'art-m' }),
  post('model-versions/create', { name: 'art-m', source: 'runs:/${run}/data', run_id: '${run}' }),
  post('model-versions/create', { name: 'art-m', source: 'mlflow-artifacts:/${e}/${run}/artifacts/data', run_id: '${run}' }),
  get('/model-versions/get-artifact', { name: 'art-m', version: '2', path: 'bytes.bin' }),
  ...refusedGet('/model-versions/get-artifact', [
    ['no name', { version: '2', path: 'bytes.bin' }],
    ['no version', { name: 'art-m', path: 'bytes.bin' }, 500, { differs: 'refused-not-500' }],
    ['no path', { name: 'art-m', version: '2' }, 400, { differs: 'json-not-html' }],
    ['missing', { name: 'art-m', version: '2', path: 'nothing' }, 404],
    ['unknown version', { name: 'art-m', version: '9', path: 'x' }, 404],
    ['climbing', { name: 'art-m', version: '2', path: '../a.txt' }],
  ]),
]

const UPLOAD = '/ajax-api/2.0/mlflow/upload-artifact'
const upload = (query: string, body: string | Uint8Array, options: Partial<Step> = {}): Step =>
  send('POST', `${UPLOAD}${query}`, body, { headers: { 'content-type': 'application/octet-stream' }, ...options })
const byTheUi = [
  upload('?run_uuid=${run}&path=ui/up.txt', 'from the page'),
  bare('GET', `${RUN}/ui/up.txt`),
  upload('?path=x.txt', 'x', { status: 400, why: 'no run' }),
  upload('?run_uuid=${run}', 'x', { status: 400, why: 'no path' }),
  upload('?run_uuid=${run}&path=x.txt', '', { status: 400, why: 'no data' }),
  upload('?run_uuid=${run}&path=../x.txt', 'x', { status: 400, why: 'climbing' }),
  upload(`?run_uuid=${NOBODY}&path=x.txt`, 'x', { status: 404, why: 'unknown run' }),
  upload('?run_uuid=${run}&path=big.bin', new Uint8Array(10 * 1024 * 1024 + 1), { status: 400, why: 'too large' }),
]

const removal = [
  bare('DELETE', `${RUN}/a.txt`, { headers: asJson }),
  bare('GET', `${RUN}/a.txt`, { status: 404 }),
  bare('DELETE', `${RUN}/a.txt`, { headers: asJson, why: 'gone' }),
  bare('DELETE', `${RUN}/data`, { headers: asJson, why: 'a tree' }),
  get('artifacts/list', { run_id: '${run}' }),
]

const MPU = '/api/2.0/mlflow-artifacts/mpu'
const multipart = [
  post(`${MPU}/create/\${e}/x`, { path: 'f', num_parts: 2 }, { status: 501 }),
  post(`${MPU}/complete/\${e}/x`, { path: 'f', upload_id: 'u', parts: [{ part_number: 1, etag: 'e', url: 'u' }] }, { status: 501 }),
  post(`${MPU}/abort/\${e}/x`, { path: 'f', upload_id: 'u' }, { status: 501 }),
  bare('GET', '/api/2.0/mlflow-artifacts/presigned/${e}/x', { status: 501 }),
  ...refused(`${MPU}/create/x`, [['no path', { num_parts: 2 }]]),
  ...refused(`${MPU}/complete/x`, [['no parts', { path: 'f', upload_id: 'u' }]]),
  ...refused(`${MPU}/abort/x`, [['no path', { upload_id: 'u' }]]),
  ...refused('artifacts/presigned-upload-url', [
    ['proxied storage', { run_id: '${run}', path: 'x' }],
    ['no path', { run_id: '${run}' }],
    ['neither run nor model', { path: 'x' }],
    ['unknown run', { run_id: NOBODY, path: 'x' }, 404],
  ]),
  ...refused('artifacts/presigned-download-url', [
    ['proxied storage', { run_id: '${run}', path: 'x' }],
    ['no path', { run_id: '${run}' }],
    ['no run', { path: 'x' }],
    ['unknown run', { run_id: NOBODY, path: 'x' }, 404],
  ]),
]

/** Artifacts through the proxy, lists, the routes of the UI, removal, paths that climb out, multipart and presigned routes. */
export const artifacts: Group = {
  name: 'artifacts',
  steps: [
    ...uploads,
    ...downloads,
    ...lists,
    ...escapes,
    ...namesAsData,
    ...absolute,
    ...unsafe,
    ...getArtifact,
    ...byTheUi,
    ...removal,
    ...multipart,
  ],
}
