import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// `vite collector/console` serves the page with hot reload against a collector that runs on its default address.
const collector = 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react()],
  // One file of script: at most 300 kB when compressed, which is about 900 kB before.
  build: { outDir: '../../dist/console', emptyOutDir: true, chunkSizeWarningLimit: 900 },
  server: { proxy: { '/api': collector, '/healthz': collector } },
})
