/** Indexes a batch of the mirror given as argument and waits to be killed, for tests of what is left then. Prints when it begins. */
import { createIndexer } from '../../../electron/core/mirror/search/indexer.ts';

const indexer = createIndexer(process.argv[2] ?? '', 1000);
process.stdout.write('begun\n');
indexer.step();
setInterval(() => {}, 1000);
