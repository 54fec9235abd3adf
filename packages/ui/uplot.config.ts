import type { Plugin } from 'vite'

/** What uPlot works out when its code is read, and what stands there instead: the browser's formats of languages take some ms, and charts here have none. */
const LATER: readonly (readonly [before: string, after: string])[] = [
  ["const numFormatter = new Intl.NumberFormat(domEnv ? nav.language : 'en-US');", 'let numFormatter;'],
  ['numFormatter.format(val)', "(numFormatter ??= new Intl.NumberFormat(domEnv ? nav.language : 'en-US')).format(val)"],
  ['const localTz = new Intl.DateTimeFormat().resolvedOptions().timeZone;', ''],
  ['tz == localTz', 'tz == new Intl.DateTimeFormat().resolvedOptions().timeZone'],
]

/** Has uPlot make its formats when they are first wanted. */
export const uplotLater: Plugin = {
  name: 'tailrace:uplot-later',
  enforce: 'pre',
  transform: {
    filter: { id: /uPlot\.esm\.js$/ },
    handler: (code) =>
      LATER.reduce((text, [before, after]) => {
        if (!text.includes(before)) throw new Error(`uPlot has no "${before}" any more: see uplot.config.ts`)
        return text.replace(before, after)
      }, code),
  },
}
