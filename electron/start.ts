/**
 * `npm start`. What Node makes of the sources is kept from one start to the next, since a third of a start is spent on reading them; so the
 * program itself is loaded only after that is arranged.
 */
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

const { directory } = enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/aftercall', import.meta.url)));
// Threads and our other programs are told of it this way. Where nothing can be kept, all goes on without.
if (directory !== undefined) process.env.NODE_COMPILE_CACHE = directory;

await import('./launch/start.ts');
