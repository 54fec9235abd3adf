import type { Plugin } from 'vite'

const IMPORT = /import (\w+) from ('[^']+\.module\.css')/g

/** Has each class name stand where it is used: a name that is looked up whenever something is drawn is more code than the name itself. */
export const classNames: Plugin = {
  name: 'tailrace:class-names',
  enforce: 'pre',
  transform: {
    filter: { id: /\/src\/.*\.tsx$/ },
    handler: (code) => code.replace(IMPORT, 'import * as $1 from $2'),
  },
}
