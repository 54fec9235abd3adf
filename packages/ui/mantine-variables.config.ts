import { convertCssVariables, deepMerge, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core'
import type { Plugin } from 'vite'
import { cssVariables, theme } from './src/overlays/theme.ts'

/** Adds the theme's CSS variables to src/mantine.css: working them out when a page starts would take it some ms. Those that the library has anyway are left out. */
export const mantineVariables: Plugin = {
  name: 'tailrace:mantine-variables',
  enforce: 'pre',
  transform: (code, id) => (id.endsWith('/src/mantine.css') ? `${code}\n${variables()}` : undefined),
}

function variables(): string {
  const whole = mergeMantineTheme(DEFAULT_THEME, theme)
  const ours = deepMerge(defaultCssVariablesResolver(whole), cssVariables(whole))
  const initial = defaultCssVariablesResolver(DEFAULT_THEME)
  const changed = (of: 'variables' | 'light' | 'dark'): Record<string, string> => {
    const known: Readonly<Record<string, string>> = initial[of]
    return Object.fromEntries(Object.entries(ours[of]).filter(([name, value]) => known[name] !== value))
  }
  return convertCssVariables({ variables: changed('variables'), light: changed('light'), dark: changed('dark') }, ':root')
}

/** Leaves out what writes variables into the page: it works out all of them when its code is read, whether or not they are wanted. */
export const withoutVariables: Plugin = {
  name: 'tailrace:without-variables',
  enforce: 'pre',
  load: {
    filter: { id: /MantineCssVariables\/MantineCssVariables\.mjs$/ },
    handler: () => 'export const MantineCssVariables = () => null',
  },
}
