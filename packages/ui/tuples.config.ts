import type { Plugin } from 'vite'

const TUPLE = /const \[([\w$ ,]*)\] =(?=\s+use[A-Z])/g

/** Rewrites array destructuring of hooks to object destructuring: taken apart as an iterable it is ten times the code, in each component that has state. */
export const tuples: Plugin = {
  name: 'tailrace:tuples',
  enforce: 'pre',
  transform: {
    filter: { id: /\/packages\/ui\/src\/.*\.tsx?$/ },
    handler: (code) => code.replace(TUPLE, (_whole, names: string) => `const { ${placed(names)} } =`),
  },
}

const placed = (names: string): string =>
  names
    .split(',')
    .flatMap((name, place) => (name.trim() === '' ? [] : [`${place}: ${name.trim()}`]))
    .join(', ')
