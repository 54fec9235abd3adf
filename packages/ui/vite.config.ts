import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where the server looks for the built UI. */
const OUT = fileURLToPath(new URL('../../dist/ui', import.meta.url))

export default defineConfig({
  // Relative, so that the UI works below any static prefix.
  base: './',
  plugins: [react()],
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
  },
  server: {
    proxy: { '/ajax-api': 'http://127.0.0.1:5000', '/get-artifact': 'http://127.0.0.1:5000', '/model-versions': 'http://127.0.0.1:5000' },
  },
})
