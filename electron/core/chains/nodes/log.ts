/** `{ message, level? }`: renders a line into the trace; it goes nowhere else. */
import { z } from 'zod';
import { renderText } from '../template.ts';
import { readConfig } from './config.ts';
import { type NodeType, onSuccess } from './types.ts';

const config = z.object({ message: z.string(), level: z.string().optional() });

export const log: NodeType = {
  types: ['log'],
  effect: () => 'pure',
  run: (node, { scope }) => ({
    outcome: 'succeeded',
    events: onSuccess,
    output: renderText(readConfig(config, node).message, scope),
  }),
  dry: (node, { scope }) => {
    renderText(readConfig(config, node).message, scope);
    return { treatment: 'run', events: onSuccess };
  },
};
