import * as compat from 'preact/compat'
import type { Plugin } from 'vite'

const REACT = '\0react'
/** What libraries and the application name, and what they get. */
const PREACT_MODULES: Readonly<Record<string, string>> = {
  'react/jsx-runtime': 'preact/jsx-runtime',
  'react/jsx-dev-runtime': 'preact/jsx-runtime',
  'react-dom': 'preact/compat',
  'react-dom/client': 'preact/compat/client',
}
/** A part that can be hidden, which here forgets its state while it is; where Preact lacks it. */
const ACTIVITY = 'Activity' in compat ? '' : `export const Activity = ({ mode, children }) => (mode === 'hidden' ? null : children)`
const CODE = `
export * from 'preact/compat'
export { default } from 'preact/compat'
${ACTIVITY}
`

/** Has Preact stand in React's place, in the application and in its libraries (docs/decisions/0011-preact.md). */
export const preactForReact: Plugin = {
  name: 'tailrace:preact-for-react',
  enforce: 'pre',
  resolveId(id) {
    if (id === 'react') return REACT
    const replacement = PREACT_MODULES[id]
    return replacement === undefined ? null : this.resolve(replacement)
  },
  load: (id) => (id === REACT ? CODE : undefined),
}
