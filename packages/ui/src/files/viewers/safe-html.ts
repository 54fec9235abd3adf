/** What the frame may do: nothing but draw what is in it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:"
/** Elements that would run, fetch or lead away. */
const FORBIDDEN = 'script,iframe,frame,object,embed,applet,base,link,meta,portal,noscript'

/** HTML that only draws, and how many parts were left out. */
export interface SafeHtml {
  html: string
  /** Scripts, frames, pictures from elsewhere. */
  leftOut: number
}

/**
 * Takes what could run or fetch out of a logged HTML page. The sandboxed frame and its policy would stop all that too; without it the page
 * can learn what is missing, and the browser's console stays free of refusals. `style` are rules of ours, before the page's own.
 */
export function safeHtml(text: string, style = ''): SafeHtml {
  const page = new DOMParser().parseFromString(text, 'text/html')
  const forbidden = [...page.querySelectorAll(FORBIDDEN)]
  for (const element of forbidden) element.remove()
  let leftOut = forbidden.filter((element) => !/^(meta|base|noscript)$/i.test(element.tagName)).length
  for (const element of page.querySelectorAll('*'))
    for (const { name, value } of Array.from(element.attributes))
      if (isUnsafe(name, value)) {
        element.removeAttribute(name)
        if (/^(src|srcset|poster|data|background|xlink:href)$/.test(name)) leftOut++
      }
  if (style !== '') {
    const rules = page.createElement('style')
    rules.textContent = style
    page.head.prepend(rules)
  }
  const head = page.createElement('meta')
  head.httpEquiv = 'Content-Security-Policy'
  head.content = POLICY
  page.head.prepend(head)
  const charset = page.createElement('meta')
  charset.setAttribute('charset', 'utf-8')
  page.head.prepend(charset)
  return { html: `<!doctype html>${page.documentElement.outerHTML}`, leftOut }
}

/** Attributes that run or fetch; links and pictures inside the page stay. */
function isUnsafe(name: string, value: string): boolean {
  if (/^on/i.test(name)) return true
  if (/^(src|srcset|poster|data|background|xlink:href)$/i.test(name)) return !/^\s*(data:(image|audio|video|font)\/|#)/i.test(value)
  if (/^(href|action|formaction|ping|target)$/i.test(name)) return !value.startsWith('#')
  return name === 'style' && /url\(\s*['"]?(?!data:)/i.test(value)
}
