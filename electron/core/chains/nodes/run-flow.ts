/**
 * `{ flowId, vars? }`: runs another flow of the same connection to its end, on the same vars (with `vars` added, rendered), and goes
 * on with what it left. It runs whole: a replay never resumes inside it.
 */
import { z } from 'zod';
import type { FlowNode, JsonObject, StepError } from '../../../../shared/domain/chain.ts';
import { renderJson, renderText, type Scope } from '../template.ts';
import type { ChainInput } from '../types.ts';
import { anyJson, readConfig } from './config.ts';
import { failed, type NodeType, onFailure, onSuccess } from './types.ts';

const config = z.object({ flowId: z.string().min(1), vars: z.record(z.string(), anyJson).default({}) });

function called(node: FlowNode, scope: Scope, input: ChainInput) {
  const { flowId, vars } = readConfig<z.infer<typeof config>>(config, node);
  const id = renderText(flowId, scope);
  const added = Object.entries(vars).map(([key, value]) => [key, renderJson(value, scope)] as const);
  const passed: JsonObject = { ...scope.vars, ...Object.fromEntries(added) };
  return { id, flow: input.flowById(id), vars: passed };
}

function notThere(id: string): StepError {
  return { kind: 'flow', message: `The flow "${id}" has not been published on this connection.` };
}

export const runFlow: NodeType = {
  types: ['runFlow'],
  effect: () => 'unknown',
  run: async (node, { scope, input, runFlow: run }) => {
    const { id, flow, vars } = called(node, scope, input);
    if (!flow) return failed(notThere(id));
    const inner = await run(flow, vars);
    if (inner.error) return failed(inner.error, { vars: inner.vars });
    return { outcome: 'succeeded', events: onSuccess, vars: inner.vars };
  },
  dry: (node, { scope, input, walkFlow }) => {
    const { id, flow, vars } = called(node, scope, input);
    if (!flow) return { treatment: 'run', events: onFailure, error: notThere(id) };
    return { treatment: 'run', events: onSuccess, vars: walkFlow(flow, vars) };
  },
};
