/**
 * How HTML that a cell returned is drawn, such as a data frame: in the colors and letters of the page around it. What it says itself goes before.
 */
export function outputStyle(isDark: boolean): string {
  const [text, dim, line, stripe] = isDark ? ['#e8ebef', '#a0a8b3', '#2b3138', '#1b1f24'] : ['#14181d', '#59616c', '#e3e6ea', '#f6f7f9']
  return `:root{color-scheme:${isDark ? 'dark' : 'light'};background:transparent}
body{margin:8px 12px;color:${text};font:12px/18px system-ui,-apple-system,'Segoe UI',sans-serif;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;border:0;font-size:12px}
th,td{padding:4px 10px;border:0;border-bottom:1px solid ${line};text-align:right;white-space:nowrap}
th{color:${dim};font-weight:600}
tbody tr:nth-child(odd){background:${stripe}}
p{margin:4px 0}
a{color:${isDark ? '#8ab6ff' : '#1a55bd'}}`
}

/** px */
const HEIGHT = { row: 27, around: 34, least: 40, other: 240, most: 420 }

/** px that HTML takes, by its rows: a frame without scripts cannot tell. What has none is taken for a picture or a long text. */
export function outputHeight(html: string): number {
  const rows = html.match(/<tr\b/gi)?.length ?? 0
  if (rows === 0)
    return /<(img|svg|video|audio)\b/i.test(html) || html.replaceAll(/<[^>]*>/g, '').trim().length > 200 ? HEIGHT.other : HEIGHT.least
  return Math.max(HEIGHT.least, Math.min(HEIGHT.most, rows * HEIGHT.row + HEIGHT.around))
}
