/** Nothing asked for the rows of steps: a run's page reads its steps where all of them is, in the run's event. */
import type { Migration } from './index.ts';

export const stepsInTheLedger: Migration = {
  version: 11,
  sql: 'DROP TABLE chain_step;',
};
