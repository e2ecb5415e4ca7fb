/**
 * Nodes that speak to the caller or move the call. After the call there is nobody to speak to and nothing to move (seed 000,
 * "Gotchas"), so they are passed over with a warning.
 */
import type { FlowNode } from '../../../../shared/domain/chain.ts';
import { type NodeType, onSuccess } from './types.ts';

const events = [...onSuccess, 'completed', 'finished', 'ended'] as const;

function warning(node: FlowNode): string {
  return `"${node.type}" needs the caller on the line; the call has ended, so it was passed over.`;
}

/** Carrier nodes leave by whatever edge they have when it is the only one: `gather` has no `done`, but may have a `timeout`. */
function leaving(node: FlowNode): readonly string[] {
  const edges = Object.keys(node.on).filter((event) => event !== 'error');
  const [only] = edges;
  return edges.length === 1 && only !== undefined ? [only] : events;
}

export const carrier: NodeType = {
  types: [
    'answer',
    'bridge',
    'conference',
    'dial',
    'forward',
    'gather',
    'hangupCall',
    'holdCall',
    'listen',
    'menu',
    'mute',
    'park',
    'playAudio',
    'queue',
    'record',
    'reject',
    'ring',
    'say',
    'sendDigits',
    'stream',
    'transfer',
    'voicemail',
    'whisper',
  ],
  effect: () => 'pure',
  run: (node) => ({ outcome: 'skipped', events: leaving(node), warnings: [warning(node)] }),
  dry: (node) => ({ treatment: 'skipped', events: leaving(node), warnings: [warning(node)] }),
};
