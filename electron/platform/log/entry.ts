/** An event of the log, as text: everything but `prevsequence`, which depends on who reads it. */
import type { Dialect } from '../../../shared/domain/call.ts';
import { type DomainType, padSequence } from '../../../shared/stream/protocol.ts';

/** What happened, before it has a place in the log. `data` is JSON text; `time` epoch milliseconds UTC. */
export interface Draft {
  id: string;
  source: string;
  /** A domain type, except where a fault is injected. */
  type: DomainType | (string & {});
  time: number;
  /** `null`: the console must tell by the shape. */
  dialect: Dialect | null;
  /** Said of a call whose flow has an after-call chain. */
  flowId?: string;
  data: string;
}

/** A draft with its place. `head` is an open JSON object that `frame` completes. */
export interface Entry {
  sequence: number;
  type: string;
  head: string;
  data: string;
}

export function stamp(draft: Draft, epoch: string, sequence: number): Entry {
  const dialect = draft.dialect === null ? '' : `,"dialect":"${draft.dialect}"`;
  const flow = draft.flowId === undefined ? '' : `,"flowid":${JSON.stringify(draft.flowId)}`;
  const head =
    `{"specversion":"1.0","id":${JSON.stringify(draft.id)},"source":${JSON.stringify(draft.source)}` +
    `,"type":${JSON.stringify(draft.type)},"time":"${new Date(draft.time).toISOString()}"` +
    `,"datacontenttype":"application/json"${dialect}${flow},"epoch":"${epoch}","sequence":"${padSequence(sequence)}"`;
  return { sequence, type: draft.type, head, data: draft.data };
}

/** The WebSocket message. `previous` is the sequence sent before it on the same subscription. */
export function frame(entry: Entry, previous: number): string {
  return `${entry.head},"prevsequence":"${padSequence(previous)}","data":${entry.data}}`;
}
