/** Ends the run. */
import type { NodeType } from './types.ts';

export const end: NodeType = {
  types: ['end'],
  effect: () => 'pure',
  run: () => ({ outcome: 'succeeded', events: [] }),
  dry: () => ({ treatment: 'run', events: [] }),
};
