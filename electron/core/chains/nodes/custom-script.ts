/**
 * `{ code, timeoutMs?, saveAs? }`: JavaScript as the body of a function with `event` and `vars`. It may change `vars` and return a
 * value, which `saveAs` keeps as a var. It has no network, no clock to wait on and nothing of this machine (`scripts.ts`).
 */
import { z } from 'zod';
import { readConfig } from './config.ts';
import { failed, type NodeType, onSuccess } from './types.ts';

const config = z.object({
  code: z.string(),
  timeoutMs: z.number().int().positive().max(10_000).optional(),
  saveAs: z.string().min(1).max(200).optional(),
});

export const customScript: NodeType = {
  types: ['customScript'],
  effect: () => 'pure',
  run: async (node, { scope, effects, remainingMs, input, path, iteration }) => {
    const { code, timeoutMs = 1_000, saveAs } = readConfig(config, node);
    const timeMs = Math.max(1, Math.min(timeoutMs, remainingMs()));
    const clock = input.recorded?.clock(path, iteration);
    const result = await effects.scripts.run(code, { event: scope.event, vars: scope.vars }, { timeMs, clock });
    if (!result.ok) return failed(result.error);
    const vars = saveAs === undefined ? result.vars : { ...result.vars, [saveAs]: result.value };
    return { outcome: 'succeeded', events: onSuccess, vars, output: result.value };
  },
  dry: (node) => {
    readConfig(config, node);
    return {
      treatment: 'run',
      events: onSuccess,
      unknownVars: true,
      warnings: ['Scripts are not run in a preview; vars they set are not known yet.'],
    };
  },
};
