/** The data of `flow.published` as a flow, in whichever of the two forms it comes: the flow platform's own, or an IVR's (seed 001). */
import type { Finding, Flow } from '../../../shared/domain/chain.ts';
import { flowPublished } from '../../../shared/stream/events.ts';
import { importIvr } from './import-ivr.ts';

export type ReadFlow =
  | { ok: true; flow: Flow; findings: Finding[] }
  | { ok: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };

/** `findings` are those of the reading itself; what is wrong with the flow is `lint`'s to say. */
export function readFlow(data: unknown): ReadFlow {
  const imported = importIvr(data);
  if (imported) return { ok: true, ...imported };
  const parsed = flowPublished.safeParse(data);
  return parsed.success ? { ok: true, flow: parsed.data, findings: [] } : { ok: false, error: parsed.error };
}
