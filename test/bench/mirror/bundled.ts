/** A script of the bench with core in it, built as the desktop shell is: run from its sources, every thread holds what strips their types, too. */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const outDir = join(root, 'node_modules/.cache/aftercall-bench');

/** The path of what is to be run by Node. Workers lie beside it, as `electron/core/threads.ts` looks for them. */
export async function bundled(script: string): Promise<string> {
  const workers = globSync('electron/core/**/*.worker.ts', { cwd: root });
  const entries = [script, ...workers].map((path) => [basename(path, '.ts'), path] as const);
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['better-sqlite3', 'quickjs-emscripten', 'jsonata'] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      rolldownOptions: {
        input: Object.fromEntries(entries),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
  return join(outDir, `${basename(script, '.ts')}.js`);
}
