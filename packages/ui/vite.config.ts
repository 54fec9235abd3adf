import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { classNames } from './class-names.config.ts'
import { icons } from './icons.config.ts'
import { inlineAhead } from './inline-ahead.config.ts'
import { mantineVariables, withoutVariables } from './mantine-variables.config.ts'
import { preactForReact } from './preact.config.ts'
import { tuples } from './tuples.config.ts'
import { uplotLater } from './uplot.config.ts'

/** Where the server looks for the built UI. */
const OUT = fileURLToPath(new URL('../../dist/ui', import.meta.url))

/** What every page needs, in few files: each request costs more than some KB that a page does not use. */
const LIBRARIES = /node_modules\/(preact|@tanstack|@mantine|regexparam|use-sync-external-store)\//
/** What lies above the page, which most readers of a page never open. */
const OVERLAYS =
  /packages\/ui\/src\/overlays\/|node_modules\/(react-number-format|react-remove-scroll\w*|react-style-singleton|react-transition-group|use-callback-ref|use-sidecar|@floating-ui|@mantine\/(core|notifications|store)|@mantine\/hooks\/esm\/(?!utils|use-(callback-ref|debounced-callback|element-size|local-storage|merged-ref|resize-observer|window-event)\/))/
const APP = /packages\/ui\/src\/((api|controls|frame|table)\/|[^/]+$)|@tabler\/icons-react/

/** The icon of the tab stands in the page: browsers ask for it again at every step. */
const inlineIcon = {
  name: 'tailrace:inline-icon',
  transformIndexHtml: {
    order: 'pre' as const,
    handler: (html: string): string => {
      const svg = readFileSync(fileURLToPath(new URL('src/tailrace.svg', import.meta.url)), 'utf8')
      return html.replace('./src/tailrace.svg', `data:image/svg+xml,${encodeURIComponent(svg.trim())}`)
    },
  },
}

export default defineConfig({
  // Relative, so that the UI works below any static prefix.
  base: './',
  plugins: [preactForReact, classNames, tuples, icons, mantineVariables, withoutVariables, uplotLater, inlineIcon, inlineAhead],
  resolve: {
    // The package's index alone names 6,000 modules that a build would open one by one.
    alias: { '@tabler/icons-react': '@tabler/icons-react/dist/esm/icons/index.mjs' },
  },
  build: {
    outDir: OUT,
    assetsDir: 'static-files',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
    modulePreload: { polyfill: false },
    // One file of styles: a page must not wait for a dozen small ones.
    cssCodeSplit: false,
    rolldownOptions: {
      // Libraries say "use client" in thousands of files.
      checks: { moduleLevelDirective: false },
      output: {
        codeSplitting: {
          groups: [
            { name: 'libraries', test: (id: string) => LIBRARIES.test(id) && !OVERLAYS.test(id), priority: 5 },
            { name: 'overlays', test: OVERLAYS, priority: 1 },
            { name: 'app', test: APP, priority: 2 },
            { name: 'charts', test: /packages\/ui\/src\/charts\/(?!echarts-core)|\/uplot\//, priority: 1 },
            {
              name: 'pages',
              test: /packages\/ui\/src\/(pages|query|charts\/(series-colors|chart-run)|files\/(SignatureTable|file-source))/,
              minShareCount: 2,
              priority: 2,
            },
            { name: 'files', test: /packages\/ui\/src\/files\/[^/]+$/, minShareCount: 2 },
            { name: 'viewing', test: /packages\/ui\/src\/files\/viewers\/|highlight|lowlight/, minShareCount: 2 },
          ],
        },
      },
    },
  },
  // Libraries are bundled before they are served.
  optimizeDeps: { rolldownOptions: { plugins: [preactForReact] } },
  server: {
    proxy: { '/ajax-api': 'http://127.0.0.1:5000', '/get-artifact': 'http://127.0.0.1:5000', '/model-versions': 'http://127.0.0.1:5000' },
  },
})
