/** Declared writes that only the platform has the means for: its mail account, its alert channels, its database. */
import type { FlowNode, StepError } from '../../../../shared/domain/chain.ts';
import { failed, type NodeType, onFailure } from './types.ts';

function platformOnly(node: FlowNode): StepError {
  return {
    kind: 'unsupported',
    message: `"${node.type}" can be performed by the platform only; this machine has no connector for it.`,
  };
}

export const platformOnlyNodes: NodeType = {
  types: ['sendEmail', 'sendSms', 'alert', 'dbInsert'],
  effect: () => 'write',
  run: (node) => failed(platformOnly(node)),
  dry: (node) => ({ treatment: 'run', events: onFailure, error: platformOnly(node) }),
};
