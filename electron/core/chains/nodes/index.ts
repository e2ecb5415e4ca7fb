/** Every node type there is. A new one is a file here and a line in this list (`CONTRIBUTING.md`). */
import type { Effect, FlowNode } from '../../../../shared/domain/chain.ts';
import { branch } from './branch.ts';
import { carrier } from './carrier.ts';
import { customScript } from './custom-script.ts';
import { end } from './end.ts';
import { httpCall } from './http-call.ts';
import { log } from './log.ts';
import { platformOnlyNodes } from './platform-only.ts';
import { runFlow } from './run-flow.ts';
import { setVar } from './set-var.ts';
import { trigger } from './trigger.ts';
import type { NodeType } from './types.ts';
import { unknownNode } from './unknown.ts';

const all = [trigger, httpCall, setVar, customScript, runFlow, branch, log, platformOnlyNodes, end, carrier];
const byType = new Map(all.flatMap((nodeType) => nodeType.types.map((type) => [type, nodeType] as const)));

/** Never fails: a type nobody knows is a type of its own, which fails its run. */
export function nodeTypeOf(type: string): NodeType {
  return byType.get(type) ?? unknownNode;
}

/** What running the node does to the world outside. */
export function effectOf(node: FlowNode): Effect {
  return nodeTypeOf(node.type).effect(node);
}
