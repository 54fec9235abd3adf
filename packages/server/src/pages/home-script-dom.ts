/** Calls of the API and the building of elements. */
export const SCRIPT_DOM = String.raw`
const main = document.getElementById('content')

// Asks the API; relative, so that a static prefix is kept.
async function api(path, query, body) {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query || {})) for (const one of [value].flat()) if (one !== undefined) search.append(name, one)
  const text = search.toString()
  const request = body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}
  const reply = await fetch('ajax-api/2.0/mlflow/' + path + (text ? '?' + text : ''), request)
  const answer = await reply.json().catch(() => ({}))
  if (!reply.ok) throw new Error(answer.message || 'The server answered ' + reply.status + '.')
  return answer
}

// An element; children are text or elements, never HTML.
function h(tag, attributes, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (value !== undefined) element.setAttribute(name, value)
  }
  for (const child of children.flat(3)) if (child !== undefined && child !== null && child !== '') element.append(child)
  return element
}

const hash = (...parts) => '#/' + parts.map(encodeURIComponent).join('/')
const link = (text, ...parts) => h('a', { href: hash(...parts) }, text)
const code = (text) => h('code', {}, text)

function time(ms) {
  if (!Number(ms)) return ''
  const date = new Date(Number(ms))
  return h('time', { datetime: date.toISOString() }, date.toLocaleString())
}

function duration(start, end) {
  if (!start || !end) return ''
  const seconds = Math.max(0, end - start) / 1000
  if (seconds < 60) return seconds.toFixed(1) + ' s'
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? minutes + ' min ' + Math.round(seconds % 60) + ' s' : Math.floor(minutes / 60) + ' h ' + (minutes % 60) + ' min'
}

function number(value) {
  const known = Number(value)
  return Number.isFinite(known) ? String(Number(known.toPrecision(6))) : String(value)
}

// Shows one page: a trail of links, a heading, what belongs below it.
function show(title, trail, ...content) {
  document.title = title + ' - Tailrace'
  const heading = h('h1', { tabindex: '-1' }, title)
  const steps = trail.flatMap((step, index) => (index ? [' / ', step] : [step]))
  main.replaceChildren(h('p', { class: 'trail quiet' }, steps), heading, ...content.flat(3).filter(Boolean))
  heading.focus({ preventScroll: true })
}

function problem(error) {
  return h('p', { class: 'problem', role: 'alert' }, error.message || String(error))
}

function facts(pairs) {
  return h('dl', {}, pairs.filter(([, value]) => value !== undefined && value !== null && value !== '').map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]))
}

// A table; a cell is text, an element, or { number: text }.
function table(caption, heads, rows, empty) {
  if (!rows.length) return h('p', { class: 'quiet' }, empty || 'Nothing here yet.')
  return h('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', {},
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, rows.map(tableRow))))
}

function tableRow(cells) {
  return h('tr', {}, cells.map((cell, index) => {
    if (index === 0) return h('th', { scope: 'row' }, cell)
    return cell && cell.number !== undefined ? h('td', { class: 'number' }, cell.number) : h('td', {}, cell)
  }))
}

// A list that grows page by page. load(token) answers [items, next token]; draw(items) makes the table.
function paged(load, draw) {
  const place = h('div', {}, h('p', { class: 'quiet' }, 'Loading...'))
  const items = []
  const more = async (token) => {
    try {
      const [page, next] = await load(token)
      items.push(...page)
      const button = next && h('button', { type: 'button', click: () => more(next) }, 'Show more')
      place.replaceChildren(draw(items), ...(button ? [button] : []))
    } catch (error) {
      place.replaceChildren(...(items.length ? [draw(items)] : []), problem(error))
    }
  }
  more(undefined)
  return place
}
`
