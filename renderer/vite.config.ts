/**
 * Builds the renderer alone (`vite build -c renderer/vite.config.ts`) and gives `electron.vite.config.ts` its renderer part.
 * Addresses of assets begin at the origin's root, which is the same under http and the desktop's own scheme, so deep links keep working.
 */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Of the screens and the parts that are loaded later: what so many share is most likely wanted by the next one, too. */
const sharedBy = 8;

/**
 * A request costs more than a few kilobytes that are not needed yet: what the first page wants is one file, and what most screens share is
 * another. The rest is loaded with what needs it.
 */
const chunks = [
  { name: 'start', tags: ['$initial' as const] },
  { name: 'common', minShareCount: sharedBy },
];

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
    // One file: a screen that is loaded later need not wait for its look, too.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: chunks },
      },
    },
  },
});
