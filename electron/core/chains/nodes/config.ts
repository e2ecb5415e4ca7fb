/** Reads a node's configuration by its schema; what does not fit names the field. */
import { z } from 'zod';
import type { FlowNode, Json, StepError } from '../../../../shared/domain/chain.ts';

/** Any JSON value. A flow's configuration is JSON already (`shared/stream/events.ts`); only its presence is to be checked. */
export const anyJson = z.custom<Json>((value) => value !== undefined);

export class ConfigError extends Error {
  override name = 'ConfigError';

  get stepError(): StepError {
    return { kind: 'flow', message: this.message };
  }
}

export function readConfig<T>(schema: z.ZodType<T>, node: FlowNode): T {
  const parsed = schema.safeParse(node.config);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = ['config', ...(issue?.path ?? [])].join('.');
  throw new ConfigError(
    `${field} of the node "${node.id}" (${node.type}) is wrong: ${issue?.message ?? 'not readable'}.`,
  );
}
