import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Relative addresses: the page also works under a path prefix behind a proxy.
  base: './',
  plugins: [svelte()],
  build: {
    outDir: '../static',
    emptyOutDir: true,
    // Inlined files would be data: addresses, which the page's security policy allows for pictures only.
    assetsInlineLimit: 0,
    // Three pages: the centre, the phone of an officer on the road, and the answer of a party; both load nothing of the centre.
    rolldownOptions: { input: ['index.html', 'road.html', 'answer.html'] },
    // MapLibre alone is over the default limit.
    chunkSizeWarningLimit: 1500,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
  // One test reads the style sheet, which would else be empty to it.
  // A machine that has other work tells nothing by its haste.
  test: { include: ['test/**/*.test.ts'], environment: 'node', testTimeout: 60_000, css: { include: /app\.css/ } },
})
