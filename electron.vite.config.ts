/**
 * Builds the desktop shell into `out/`: main, core, its workers and the demo platform as entries of one flat bundle (workers are looked
 * up beside it by name, see `electron/core/threads.ts`), the preload script as the CommonJS that a sandboxed page needs, the renderer.
 */
import { defineConfig, type UserConfig } from 'electron-vite';
import renderer from './renderer/vite.config.ts';

const page: UserConfig['renderer'] = {
  ...renderer,
  build: { ...renderer.build, rolldownOptions: { ...renderer.build?.rolldownOptions, input: 'renderer/index.html' } },
};

const main: UserConfig['main'] = {
  build: {
    outDir: 'out/main',
    // Native code, WebAssembly and what is read as text stay packages; everything else is bundled, so that the packaged app carries no other.
    externalizeDeps: { include: ['better-sqlite3', 'quickjs-emscripten', 'jsonata'] },
    rolldownOptions: {
      input: {
        index: 'electron/main/index.ts',
        core: 'electron/main/core-process.ts',
        platform: 'electron/platform/main.ts',
        'ingest.worker': 'electron/core/mirror/ingest.worker.ts',
        'intake.worker': 'electron/core/sources/intake/intake.worker.ts',
        'reader.worker': 'electron/core/mirror/reader.worker.ts',
        'search.worker': 'electron/core/mirror/search/search.worker.ts',
        'script.worker': 'electron/core/chains/script.worker.ts',
        'upkeep.worker': 'electron/core/upkeep/upkeep.worker.ts',
        'mapping.worker': 'electron/core/sources/mapping/mapping.worker.ts',
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
};

const preload: UserConfig['preload'] = {
  build: {
    outDir: 'out/preload',
    externalizeDeps: false,
    rolldownOptions: {
      input: { index: 'electron/preload/index.ts' },
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
};

/** `--mode shell` leaves the renderer as it is: `npm start` builds it by itself, and a running console may be showing it. */
export default defineConfig(({ mode }) => (mode === 'shell' ? { main, preload } : { main, preload, renderer: page }));
