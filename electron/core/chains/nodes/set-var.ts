/** `{ name, value }` or `{ vars: { name: value, … } }`: sets vars for the rest of this run. Values are JSON with templates. */
import { z } from 'zod';
import type { FlowNode, JsonObject } from '../../../../shared/domain/chain.ts';
import { renderJson, type Scope } from '../template.ts';
import { anyJson, readConfig } from './config.ts';
import { type NodeType, onSuccess } from './types.ts';

const name = z.string().min(1).max(200);
const config = z.union(
  [
    z.object({ name, value: anyJson }).transform(({ name, value }): JsonObject => ({ [name]: value })),
    z.object({ vars: z.record(name, anyJson) }).transform(({ vars }): JsonObject => vars),
  ],
  'it needs either name and value, or vars',
);

/** Every value sees the vars as they were before this node. */
function changed(node: FlowNode, scope: Scope): JsonObject {
  const entries = Object.entries(readConfig(config, node)).map(
    ([key, value]) => [key, renderJson(value, scope)] as const,
  );
  return { ...scope.vars, ...Object.fromEntries(entries) };
}

export const setVar: NodeType = {
  types: ['setVar'],
  effect: () => 'pure',
  run: (node, { scope }) => ({ outcome: 'succeeded', events: onSuccess, vars: changed(node, scope) }),
  dry: (node, { scope }) => ({ treatment: 'run', events: onSuccess, vars: changed(node, scope) }),
};
