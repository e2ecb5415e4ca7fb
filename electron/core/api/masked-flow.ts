/** What of flows the console is shown: what their authors wrote into a secret's place stays in core. */
import type { Flow, FlowDiff, Json, JsonChange } from '../../../shared/domain/chain.ts';
import { maskJson } from '../chains/mask.ts';
import { maskUrl } from '../chains/mask-url.ts';
import { isSecretHeader, mask } from '../delivery/headers.ts';

export function maskedFlow(flow: Flow): Flow {
  return {
    ...flow,
    nodes: flow.nodes.map((node) => ({
      ...node,
      config: Object.fromEntries(Object.entries(node.config).map(([key, value]) => [key, maskedValue([key], value)])),
    })),
  };
}

/** That a secret changed is told, not what it was and is. */
export function maskedDiff(diff: FlowDiff): FlowDiff {
  return { ...diff, changed: diff.changed.map((node) => ({ ...node, config: node.config.map(maskedChange) })) };
}

function maskedChange({ path, from, to }: JsonChange): JsonChange {
  const keys = path.split('.');
  return {
    path,
    ...(from !== undefined && { from: maskedValue(keys, from) }),
    ...(to !== undefined && { to: maskedValue(keys, to) }),
  };
}

function maskedValue(keys: readonly string[], value: Json): Json {
  if (typeof value !== 'string') return maskJson(value);
  if (keys.at(-1) === 'url') return maskUrl(value);
  return keys.length > 1 && keys.some(isSecretHeader) ? mask : value;
}
