/** The node a chain begins with. It does nothing but lead on; its labels are for the flow's author. */
import { type NodeType, onSuccess } from './types.ts';

const events = ['triggered', ...onSuccess] as const;

export const trigger: NodeType = {
  types: ['onCallEnd', 'hangup', 'start'],
  effect: () => 'pure',
  run: () => ({ outcome: 'succeeded', events }),
  dry: () => ({ treatment: 'run', events }),
};
