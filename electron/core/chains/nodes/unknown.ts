/** Stands for every type nobody here knows. It fails the run by name, so that nothing is passed over silently. */
import type { FlowNode, StepError } from '../../../../shared/domain/chain.ts';
import { failed, type NodeType } from './types.ts';

function unknownType(node: FlowNode): StepError {
  return { kind: 'unsupported', message: `The node type "${node.type.slice(0, 100)}" is not known here.` };
}

export const unknownNode: NodeType = {
  types: [],
  effect: () => 'unknown',
  run: (node) => failed(unknownType(node), { events: [] }),
  dry: (node) => ({ treatment: 'run', events: [], error: unknownType(node) }),
};
