/** Shorthand for writing flows down. */
import type { FlowNode, JsonObject } from '../../../shared/domain/chain.ts';

export function node(id: string, type: string, config: JsonObject, on: Record<string, string> = {}): FlowNode {
  return { id, type, config, on };
}

/** A POST that names the call, by which a receiver knows it again. */
export function post(id: string, url: string, body: JsonObject, on: Record<string, string>): FlowNode {
  return node(
    id,
    'httpCall',
    { method: 'POST', url, headers: { 'X-Call-Id': '{{event.callId}}' }, body, timeoutMs: 5_000 },
    on,
  );
}
