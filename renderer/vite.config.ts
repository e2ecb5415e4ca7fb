/**
 * Builds the renderer alone (`vite build -c renderer/vite.config.ts`) and gives `electron.vite.config.ts` its renderer part.
 * Addresses of assets begin at the origin's root, which is the same under http and the desktop's own scheme, so deep links keep working.
 */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react()],
  build: {
    outDir: here('../out/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    // A file in place of a data: address, which the content security policy would refuse.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
});
