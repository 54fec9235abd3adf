/** One page that says Hello. */
export const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 39>>stream
BT /F1 24 Tf 20 40 Td (Hello) Tj ET    
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>`

/** A tenth of a second of silence. */
export function wav(): Uint8Array {
  const bytes = new Uint8Array(44 + 800)
  const view = new DataView(bytes.buffer)
  const word = (at: number, text: string): void => [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)))
  word(0, 'RIFF')
  view.setUint32(4, 836, true)
  word(8, 'WAVEfmt ')
  for (const [at, value, bits] of [
    [16, 16, 32],
    [20, 1, 16],
    [22, 1, 16],
    [24, 8000, 32],
    [28, 8000, 32],
    [32, 1, 16],
    [34, 8, 16],
  ] as const)
    if (bits === 32) view.setUint32(at, value, true)
    else view.setUint16(at, value, true)
  word(36, 'data')
  view.setUint32(40, 800, true)
  return bytes
}

/** A page whose script draws, and tries what it must not. */
export const PROBE = `<!doctype html><title>Probe</title><h1>Not run</h1><ul></ul><script>
const say = (what, is) => document.querySelector('ul').insertAdjacentHTML('beforeend', '<li>' + what + ': ' + is + '</li>')
const attempt = (what, run) => { try { run(); say(what, 'allowed') } catch { say(what, 'refused') } }
document.querySelector('h1').textContent = 'Drawn by a script'
say('origin', origin)
attempt('parent', () => { parent.document.title = 'owned' })
attempt('cookie', () => document.cookie)
attempt('storage', () => localStorage.length)
const server = location.href.split('/scripted-artifact')[0]
fetch(server + '/ajax-api/2.0/mlflow/experiments/get?experiment_id=0').then(() => say('api', 'allowed'), () => say('api', 'refused'))
fetch('http://127.0.0.2:9/').then(() => say('outside', 'allowed'), () => say('outside', 'refused'))
const image = new Image()
image.onload = () => say('image', 'allowed')
image.onerror = () => say('image', 'refused')
image.src = server + '/get-artifact' + location.search.replace('probe.html', '../../images/none.png')
</script>`

/** What it may not, in its own words. */
export const REFUSED = ['api', 'cookie', 'image', 'origin', 'outside', 'parent', 'storage'].map((what) =>
  what === 'origin' ? 'origin: null' : `${what}: refused`,
)
