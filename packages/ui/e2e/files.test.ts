import type { Experiment, LoggedModel, Run } from '@tailrace/contract'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { available, expectAccessible, expectNoSideScroll, expectQuiet, openApp } from './browser.ts'
import { PDF, PROBE, REFUSED, wav } from './file-contents.ts'

/** How long a poll may take: as long as other waits. */
const SOON = { timeout: 30_000 }

describe.skipIf(!available)('files', async () => {
  if (!available) return
  const app = await openApp()
  const { experiments } = await app.call<{ experiments: Experiment[] }>('POST', '/api/2.0/mlflow/experiments/search', { max_results: 100 })
  const idOf = (name: string): string => experiments.find((each) => each.name === name)?.experiment_id ?? ''
  const [experiment, churn] = [idOf('artifacts'), idOf('churn_v2')]
  const { runs } = await app.call<{ runs: Run[] }>('POST', '/api/2.0/mlflow/runs/search', { experiment_ids: [experiment], max_results: 10 })
  const run = runs.find(({ info }) => info.run_name === 'every-file')?.info.run_id ?? ''
  const { models } = await app.call<{ models: LoggedModel[] }>('POST', '/api/2.0/mlflow/logged-models/search', { experiment_ids: [churn] })
  const model = models[0]?.info.model_id ?? ''

  const upload = async (path: string, body: string | Uint8Array): Promise<void> => {
    const address = `${app.url}/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${run}&path=${encodeURIComponent(path)}`
    const reply = await fetch(address, { method: 'POST', body: new Blob([body as BlobPart]) })
    expect(`${reply.status} ${reply.ok ? '' : await reply.text()}`).toBe('200 ')
  }
  const address = (path: string): string => `/experiments/${experiment}/runs/${run}/artifacts${path && `/${path}`}`
  const preview = (page: Page) => page.getByRole('region', { name: 'Preview' })
  const tree = (page: Page) => page.getByRole('tree', { name: 'Files of every-file' })
  const open = async (path: string): Promise<Page> => {
    const page = await app.open(address(path))
    await preview(page).getByRole('heading', { name: path, exact: true }).waitFor()
    return page
  }

  test('the tree is one Tab stop; arrows walk, open, close and show what they come to', async () => {
    const page = await app.open(address(''))
    await tree(page).getByRole('treeitem', { name: 'code' }).waitFor()
    // The files stand in the tree alone, and what is in folders counts.
    await preview(page)
      .getByText(/^\d+ entries, [\d.]+ (K|M)iB$/)
      .waitFor()
    expect(await preview(page).getByRole('table').count()).toBe(0)
    await tree(page).focus()
    await page.keyboard.press('ArrowDown')
    await preview(page).getByRole('heading', { name: 'code', exact: true }).waitFor()
    await page.keyboard.press('ArrowRight')
    await tree(page)
      .getByRole('treeitem', { name: /^train\.py/ })
      .waitFor()
    await page.keyboard.press('j')
    await preview(page).getByText('mlflow.__version__').waitFor()
    expect(new URL(page.url()).hash).toBe(`#${address('code/train.py')}`)
    expect(await tree(page).getByRole('treeitem', { selected: true }).textContent()).toContain('train.py')
    await page.keyboard.press('ArrowLeft')
    await tree(page).getByRole('treeitem', { name: 'code', selected: true }).waitFor()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => tree(page).getByRole('treeitem', { name: 'code' }).getAttribute('aria-expanded'), SOON).toBe('false')
    expectQuiet(page)
  })

  test('an address opens the file with the folders above it', async () => {
    const page = await open('docs/report.md')
    await preview(page).locator('em', { hasText: 'well' }).waitFor()
    expect(await tree(page).getByRole('treeitem', { name: 'docs' }).getAttribute('aria-expanded')).toBe('true')
    await page.reload()
    await preview(page).locator('em', { hasText: 'well' }).waitFor()
  })

  test('names are data: two that differ in an escape are two files, and keep their names in the address', async () => {
    const names = ['k%step%3%timestamp%1796 #1.txt', 'a b+c.txt', 'a%20b+c.txt', 'c:%2Fx?.txt']
    for (const name of names) await upload(`named/${name}`, `content of ${name}`)
    for (const name of names) {
      const page = await app.open(address(''))
      await tree(page).getByRole('treeitem', { name: 'named' }).click()
      // The arrow opens and never closes, whatever the pace: two clicks may be one double click or two.
      await page.keyboard.press('ArrowRight')
      await tree(page).getByRole('treeitem', { name }).click()
      await preview(page).getByText(`content of ${name}`, { exact: true }).waitFor()
      await page.reload()
      await preview(page).getByText(`content of ${name}`, { exact: true }).waitFor()
      expectQuiet(page)
    }
  })

  test('Markdown has formulas, images of the run and code in colors; of other addresses it loads nothing', async () => {
    await upload('docs/img/a b.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>')
    const text = [
      'The loss $L = \\sum_i x_i^2$ costs $5.',
      '$$\\frac{a}{b} \\le \\href{javascript:alert(1)}{c}$$',
      '![plot](img/a%20b.svg)',
      '![far away](https://example.org/x.png)',
      '![outside](../../x.png)',
      '```python\ndef f(x):\n    return "$x$"\n```',
    ]
    await upload('docs/math.md', text.join('\n\n'))
    const page = await open('docs/math.md')
    await preview(page).locator('math').nth(1).waitFor()
    await preview(page).locator('mfrac').waitFor()
    expect(await preview(page).locator('a[href^="javascript"], math a').count()).toBe(0)
    await preview(page).getByText('costs $5.').waitFor()
    const image = preview(page).getByRole('img', { name: 'plot' })
    await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth), SOON).toBe(40)
    await preview(page).getByRole('link', { name: 'far away' }).waitFor()
    await preview(page).locator('.hljs-keyword', { hasText: 'def' }).waitFor()
    await preview(page).getByText('"$x$"').waitFor()
    await expectAccessible(page)
    expectQuiet(page)
  })

  test('HTML is drawn in a frame that runs nothing', async () => {
    const page = await open('docs/page.html')
    const frame = preview(page).locator('iframe')
    expect(await frame.getAttribute('sandbox')).toBe('')
    await frame.contentFrame().getByRole('heading', { name: 'Evil' }).waitFor()
    await preview(page).getByText('Shown without 1 script').waitFor()
    expect(await page.title()).not.toBe('owned')
    expectQuiet(page)
  })

  test('"Run scripts" runs a page in a sandbox of its own, remembered for the experiment, without network until that is allowed', async () => {
    await upload('docs/reports/probe.html', PROBE)
    await upload('docs/reports/other.html', PROBE)
    const page = await open('docs/reports/probe.html')
    const frame = preview(page).locator('iframe')
    await frame.contentFrame().getByText('Not run').waitFor()
    await preview(page).getByRole('button', { name: 'Run scripts' }).click()
    const ran = frame.contentFrame()
    await ran.getByText('Drawn by a script').waitFor()
    const found = async (): Promise<string[]> => (await ran.locator('li').allInnerTexts()).sort()
    await expect.poll(found).toEqual(REFUSED)
    expect(await frame.getAttribute('sandbox')).toBe('allow-scripts')
    await page.goto(`${app.url}/#${address('docs/reports/other.html')}`)
    await ran.getByText('Drawn by a script').waitFor()
    await page.goto(`${app.url}/#/experiments/${experiment}/runs/${run}/artifacts/docs/reports/probe.html`)
    await preview(page).getByRole('button', { name: 'Allow network' }).click()
    // Even so the page is nobody to this server: other sites may be asked, over HTTPS alone.
    await ran.getByText('Drawn by a script').waitFor()
    await expect.poll(found).toEqual(REFUSED)
    expect(await frame.getAttribute('src')).toContain('network=1')
    await preview(page).getByRole('button', { name: 'Stop scripts' }).click()
    await frame.contentFrame().getByText('Not run').waitFor()
    await page.reload()
    await frame.contentFrame().getByText('Not run').waitFor()
  })

  test('a log opens at its end and follows; the first part, more, wrapped; a text is found in it', async () => {
    const page = await open('logs/train.log')
    await preview(page).getByText('INFO step 4999 loss').waitFor()
    expect(await preview(page).getByRole('switch', { name: 'Follow' }).isChecked()).toBe(true)
    await preview(page).getByRole('button', { name: 'Start' }).click()
    await preview(page).getByText('INFO step 0 loss').waitFor()
    await preview(page)
      .getByText(/^64\.0 KiB of/)
      .waitFor()
    await preview(page).getByRole('button', { name: 'More' }).click()
    await preview(page)
      .getByText(/^2\d\d KiB of|^[\d,]+ lines$/)
      .waitFor()
    const find = preview(page).getByRole('textbox', { name: 'Find in the text' })
    await find.fill('STEP 77 ')
    await preview(page).getByText('1 of 1', { exact: true }).waitFor()
    await preview(page).getByText('INFO step 77 loss').waitFor()
    await find.fill('step 12')
    await preview(page)
      .getByText(/^(\d+) of \1$/)
      .waitFor()
    await find.press('Enter')
    await preview(page).getByText('INFO step 12 loss').waitFor()
    await find.fill('no such line')
    await preview(page).getByText('Not found in what was read').waitFor()
    await preview(page).getByRole('switch', { name: 'Wrap' }).click()
    await upload('logs/live.log', 'first line\n')
    await page.goto(`${app.url}/#${address('logs')}`)
    await page.reload()
    await page.goto(`${app.url}/#${address('logs/live.log')}`)
    await preview(page).getByText('first line').waitFor()
    await upload('logs/live.log', 'first line\n\x1b[31msecond line\x1b[0m\n')
    await preview(page).getByText('second line', { exact: true }).waitFor()
    expectQuiet(page)
  })

  test('arrays and archives are summed up by their headers; rows of tables are filtered and summed up', async () => {
    const descr = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 28, 28), }"
    await upload(
      'arrays/x.npy',
      Buffer.concat([
        Buffer.from([0x93]),
        Buffer.from('NUMPY\x01\x00'),
        Buffer.from([descr.length, 0]),
        Buffer.from(descr),
        Buffer.alloc(100),
      ]),
    )
    const header = JSON.stringify({ 'layer.weight': { dtype: 'F16', shape: [4, 8], data_offsets: [0, 64] } })
    await upload(
      'arrays/net.safetensors',
      Buffer.concat([Buffer.from([header.length, 0, 0, 0, 0, 0, 0, 0]), Buffer.from(header), Buffer.alloc(64)]),
    )
    await upload('arrays/cut.pt', Buffer.from('PK\x03\x04 and nothing else of an archive'))
    const page = await open('arrays/x.npy')
    await preview(page).getByRole('group', { name: 'Summary of x.npy' }).getByText('3 × 28 × 28').waitFor()
    await page.goto(`${app.url}/#${address('arrays/net.safetensors')}`)
    await preview(page).getByRole('cell', { name: 'layer.weight' }).waitFor()
    await page.goto(`${app.url}/#${address('arrays/cut.pt')}`)
    await preview(page).getByRole('alert').getByText('cut off').waitFor()
    await preview(page).getByRole('button', { name: 'Show it as it is' }).click()
    await preview(page)
      .getByText(/nothing else/)
      .first()
      .waitFor()
    await page.goto(`${app.url}/#${address('data/table.csv')}`)
    const table = preview(page).getByRole('table', { name: /^Table of/ })
    await table.getByText('row, 0', { exact: true }).waitFor()
    await preview(page).getByRole('textbox', { name: 'Filter rows' }).fill('id >= 990 and name ~ 9')
    await preview(page).getByText('10 of 1,000 rows').waitFor()
    await table.getByText('row, 999', { exact: true }).waitFor()
    await preview(page).getByText('Statistics', { exact: true }).click()
    await preview(page)
      .getByRole('row', { name: /^id 0 10 990 994\.5 994\.5 999/ })
      .waitFor()
    // A large Parquet file is searched as a whole, on request: here the same rows with zeros before the footer.
    const small = Buffer.from(await (await fetch(`${app.url}/get-artifact?run_id=${run}&path=data/table.parquet`)).arrayBuffer())
    const footer = small.length - 8 - small.readUInt32LE(small.length - 8)
    await upload('arrays/large.parquet', Buffer.concat([small.subarray(0, footer), Buffer.alloc(6e6), small.subarray(footer)]))
    await page.goto(`${app.url}/#${address('arrays')}`)
    await page.reload()
    await page.goto(`${app.url}/#${address('arrays/large.parquet')}`)
    await preview(page).getByText('a filter searches all of it').waitFor()
    await preview(page).getByRole('textbox', { name: 'Filter rows' }).fill('id >= 990 and name ~ 9')
    await page.keyboard.press('Enter')
    await preview(page).getByText('10 of 1,000 rows').waitFor()
    await table.getByText('row, 999', { exact: true }).waitFor()
    expect(await table.getAttribute('aria-rowcount')).toBe('11')
    await expectAccessible(page)
    expectQuiet(page)
  })

  test('JSON and YAML as a tree and as text', async () => {
    const page = await open('config/config.json')
    await preview(page).getByText('dropout').waitFor()
    await preview(page).getByText('Text', { exact: true }).click()
    await preview(page).getByText('"dropout"').waitFor()
    await page.goto(`${app.url}/#${address('config/config.yaml')}`)
    await preview(page).getByText('adam').waitFor()
    await upload('config/deep.json', JSON.stringify({ a: { b: { c: { d: { e: { f: 'deepest' } } } } } }))
    await page.goto(`${app.url}/#${address('config/deep.json')}`)
    // The list of files was fetched before.
    await page.reload()
    await preview(page).getByText('deepest').waitFor()
    expectQuiet(page)
  })

  for (const path of ['data/table.csv', 'data/table.tsv', 'data/table.parquet'])
    test(`${path} as a table that sorts`, async () => {
      const page = await open(path)
      await preview(page).getByText('1,000 rows, 3 columns').waitFor()
      const table = preview(page).getByRole('table', { name: /^Table of/ })
      await table.getByText('row, 0', { exact: true }).waitFor()
      const header = table.getByRole('columnheader', { name: 'id' })
      await header.getByRole('button').click()
      await header.getByRole('button').click()
      expect(await header.getAttribute('aria-sort')).toBe('descending')
      await table.getByText('row, 999', { exact: true }).waitFor()
      expect(await table.getByRole('row').count()).toBeLessThan(80)
      expectQuiet(page)
    })

  test('a notebook with its outputs', async () => {
    const output = (data: object) => ({ cell_type: 'code', source: '', outputs: [{ output_type: 'display_data', metadata: {}, data }] })
    const probe = PROBE.replace('const say', 'if (Number(library) === 1) document.body.style.height = "777px"\nconst say')
    const cells = [
      output({ 'text/html': '<table><tr><td>a cell</td></tr></table>' }),
      output({ 'application/javascript': `window.library = 1 //${'x'.repeat(20_000)}` }),
      output({ 'text/html': probe.replace('<!doctype html><title>Probe</title>', '') }),
      output({ 'text/html': '<script type="module">import "https://plots.test/x.js"</script>' }),
    ]
    await upload('data/scripts.ipynb', JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }))
    const page = await open('data/notebook.ipynb')
    await preview(page).getByRole('heading', { name: 'Notebook', exact: true }).waitFor()
    await preview(page).locator('pre', { hasText: '1 + 1' }).waitFor()
    await preview(page).locator('pre', { hasText: /^2/ }).waitFor()
    expectQuiet(page)
    // Frames of data look like the page around them; scripts of outputs run in the sandbox of HTML files, with libraries of cells before them.
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.goto(`${app.url}/#${address('data/scripts.ipynb')}`)
    const frames = preview(page).locator('iframe')
    const cell = frames.first().contentFrame().getByText('a cell')
    await expect.poll(() => cell.evaluate((element) => getComputedStyle(element).color), SOON).toBe('rgb(232, 235, 239)')
    await preview(page).getByText('Drawn by scripts, which do not run.', { exact: true }).first().waitFor()
    await preview(page).getByRole('button', { name: 'Run scripts' }).click()
    const ran = frames.nth(1).contentFrame()
    await ran.getByText('Drawn by a script').waitFor()
    await expect.poll(async () => (await ran.locator('li').allInnerTexts()).sort(), SOON).toEqual(REFUSED)
    await expect.poll(async () => (await frames.nth(1).boundingBox())?.height ?? 0, SOON).toBeGreaterThan(776)
    await preview(page).getByText('what needs scripts from plots.test stays empty').waitFor()
    await preview(page).getByRole('button', { name: 'Allow network' }).click()
    await expect.poll(() => frames.nth(1).getAttribute('src'), SOON).toContain('network=1')
    await preview(page).getByRole('button', { name: 'Stop scripts' }).click()
    await preview(page).getByText('Drawn by scripts, which do not run.', { exact: true }).first().waitFor()
  })

  test('pictures with zoom, drawings without their scripts', async () => {
    const page = await open('images/noise.png')
    await preview(page).getByText('64 × 48').waitFor()
    await preview(page).getByRole('button', { name: '100 %' }).click()
    await preview(page).getByRole('button', { name: 'Larger' }).click()
    await expect.poll(async () => Math.round((await preview(page).locator('img').boundingBox())?.width ?? 0), SOON).toBe(96)
    await page.goto(`${app.url}/#${address('data/drawing.svg')}`)
    await preview(page).getByRole('img', { name: 'drawing.svg' }).waitFor()
    expect(await page.evaluate(() => 'x' in window)).toBe(false)
    expectQuiet(page)
  })

  test('PDF, page by page', async () => {
    await upload('data/paper.pdf', PDF)
    const page = await open('data/paper.pdf')
    await preview(page).getByText('1 page').waitFor()
    await preview(page).getByRole('img', { name: 'Page 1: Hello' }).waitFor()
    expectQuiet(page)
  })

  test('sound', async () => {
    await upload('data/beep.wav', wav())
    const page = await open('data/beep.wav')
    await expect
      .poll(() =>
        preview(page)
          .locator('audio')
          .evaluate((audio: HTMLAudioElement) => audio.duration),
      )
      .toBeCloseTo(0.1, 2)
    expectQuiet(page)
  })

  test('GeoJSON as shapes whose properties one can read', async () => {
    const page = await open('data/area.geojson')
    await preview(page).getByRole('button', { name: 'square' }).press('Enter')
    await preview(page).getByRole('group', { name: 'Values of shape 1' }).getByText('square').waitFor()
    expectQuiet(page)
  })

  test('a logged table', async () => {
    const page = await open('table.json')
    await preview(page).getByRole('columnheader', { name: 'question' }).waitFor()
    await preview(page).getByText('Tree', { exact: true }).click()
    await preview(page).getByText('columns').waitFor()
  })

  test('unknown bytes as hex of the first 64 KiB', async () => {
    const page = await open('data/weights.bin')
    await preview(page).getByText('The first 64.0 KiB of 128 KiB').waitFor()
    await preview(page).getByText('00000000  00 01 02 03').waitFor()
  })

  for (const path of ['data/broken.parquet', 'data/broken.json'])
    test(`${path} says that it is broken, and shows what is in it`, async () => {
      const page = await open(path)
      await preview(page).getByRole('alert').getByText('is broken or not what its name says').waitFor()
      await preview(page).getByRole('button', { name: 'Show it as it is' }).click()
      await preview(page)
        .getByText(/not json|nothing of use/)
        .waitFor()
      expectQuiet(page)
    })

  test('an empty file, and one that is not there', async () => {
    const page = await open('data/empty.txt')
    await preview(page).getByText('This file is empty').waitFor()
    await page.goto(`${app.url}/#${address('data/nowhere.txt')}`)
    await preview(page).getByText('There is no such file').waitFor()
  })

  test('what is larger than the limit is not read', async () => {
    const page = await app.open('/settings')
    await page.route('**/artifacts/list?*', (route) =>
      route.fulfill({ json: { root_uri: 'x', files: [{ path: 'huge.json', is_dir: false, file_size: 60 * 1024 * 1024 }] } }),
    )
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(`${app.url}/#${address('huge.json')}`)
    await preview(page).getByText('60.0 MiB are too many for a preview').waitFor()
    await preview(page).getByText('shown up to 50.0 MiB').waitFor()
    expect(asked.filter((url) => url.includes('get-artifact'))).toEqual([])
  })

  test('path and address are copied, files and folders downloaded', async () => {
    const page = await open('docs/report.md')
    await preview(page).getByRole('button', { name: 'Copy path' }).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('docs/report.md')
    await preview(page).getByRole('button', { name: 'Copy URI' }).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`runs:/${run}/docs/report.md`)
    const file = page.waitForEvent('download')
    await preview(page).getByRole('link', { name: 'Download the file' }).click()
    expect((await file).suggestedFilename()).toBe('report.md')
    await tree(page).getByRole('treeitem', { name: 'docs' }).click()
    const folder = page.waitForEvent('download')
    await preview(page).getByRole('link', { name: 'Download the folder as a zip' }).click()
    expect((await folder).suggestedFilename()).toBe('docs.zip')
  })

  test('a folder with a model shows its card, how to load it, and registers it', async () => {
    for (const name of ['MLmodel', 'conda.yaml']) {
      const reply = await fetch(`${app.url}/ajax-api/2.0/mlflow/logged-models/${model}/artifacts/files?artifact_file_path=${name}`)
      await upload(`model/${name}`, await reply.text())
    }
    const page = await open('model')
    const card = preview(page).getByRole('region', { name: 'Model' })
    await card.getByText('python_function, sklearn').waitFor()
    await card.getByRole('table', { name: 'Inputs' }).getByText('petal width (cm)').waitFor()
    await card.getByText(`mlflow.pyfunc.load_model("runs:/${run}/model")`).waitFor()
    await preview(page).getByRole('button', { name: 'Register model' }).click()
    await page.getByRole('combobox', { name: 'Registered model' }).fill('churn')
    await page.getByRole('button', { name: 'Register a version' }).click()
    await page.getByText('Registered churn v4').waitFor()
    await page.goto(`${app.url}/#${address('model/MLmodel')}`)
    await preview(page).getByText('python_function, sklearn').waitFor()
    await expectAccessible(page)
    expectQuiet(page)
  })

  test('a server that refuses: the sentence and a retry', async () => {
    const page = await app.open('/settings')
    await page.route('**/get-artifact?*', (route) =>
      route.fulfill({ status: 403, json: { error_code: 'PERMISSION_DENIED', message: 'not yours' } }),
    )
    await page.goto(`${app.url}/#${address('docs/report.md')}`)
    await preview(page).getByText('not yours').waitFor()
    await page.unroute('**/get-artifact?*')
    await preview(page).getByRole('button', { name: 'Try again' }).click()
    await preview(page).locator('em', { hasText: 'well' }).waitFor()
  })

  // Not docs/page.html: nothing can be run inside its frame, axe neither.
  const checked = ['', 'logs/train.log', 'config/config.json', 'code/train.py', 'data/table.csv', 'data/notebook.ipynb']
  for (const path of [...checked, 'data/area.geojson', 'data/broken.json', 'images/noise.png'])
    test(`no violation of accessibility: ${path || 'the root'}`, async () => {
      const page = await app.open(address(path))
      await preview(page)
        .getByRole('heading', { name: path || 'every-file', exact: true })
        .waitFor()
      await preview(page)
        .getByRole('status', { name: /^Loading/ })
        .waitFor({ state: 'hidden' })
      await page.waitForTimeout(150)
      await expectAccessible(page)
      expectQuiet(page)
    })

  test('at 420 px nothing scrolls sideways', async () => {
    for (const path of ['', 'data/table.csv', 'logs/train.log', 'images/noise.png']) {
      const page = await app.open(address(path), { width: 420 })
      await tree(page).waitFor()
      await page.waitForTimeout(300)
      await expectNoSideScroll(page)
    }
  })
})
