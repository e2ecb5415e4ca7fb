/** Indexes the mirror given as argument until it is killed or done, for tests of what is left then. Prints when it begins. */
import { createIndexer } from '../../../electron/core/mirror/search/indexer.ts';

const indexer = createIndexer(process.argv[2] ?? '', 1000);
process.stdout.write('begun\n');
while (indexer.step());
indexer.close();
