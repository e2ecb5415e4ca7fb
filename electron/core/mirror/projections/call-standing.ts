/**
 * How a call stands by its messages and runs, and what these are called after: the campaign and the agent of their call. Either may
 * come first, so both are settled once the events of a transaction are told, for each call that was touched.
 */
import type { DeliveryState } from '../../../../shared/domain/call.ts';
import type { Writable } from '../open.ts';
import type { CallRecord } from './call-record.ts';

/** What messages and runs take over from their call. */
export interface CallNames {
  campaign: string | null;
  /** Its name, else its id. */
  agent: string | null;
}

/** What messages and runs need to know of calls, and tell of them. */
export interface CallStanding {
  /** As far as they are known by now; a later event may change them. */
  namesOf(connectionId: string, callId: string | null): CallNames;
  /** The call's messages or runs changed; how it stands is computed at the next flush. */
  touch(connectionId: string, callId: string): void;
  /** A message or run of the call was written for the first time, by its names. */
  followed(connectionId: string, callId: string, part: keyof Standing, state: DeliveryState): void;
  /** A message that was written before is the call's from now on. */
  joined(connectionId: string, callId: string): void;
}

export interface Standing {
  webhooks: DeliveryState;
  chains: DeliveryState;
}

/** An agent goes by name; by its id where the vendor gives no name. */
export const agentOf = ({ agent_name, agent_id }: Pick<CallRecord, 'agent_name' | 'agent_id'>): string | null =>
  agent_name ?? agent_id;

type Follower = [
  of: 'message' | 'run',
  id: number,
  state: DeliveryState,
  campaign: string | null,
  agent: string | null,
];

/** Answers how a call stands; those that follow it go by its names from then on. */
export function callFollowers(db: Writable): (call: CallRecord) => Standing {
  // One statement and plain lists: it is asked of nearly every call.
  const followers = db
    .prepare<[string, string, string, string], Follower>(
      `SELECT 'message', id, state, campaign, agent FROM webhook_message WHERE connection_id = ? AND call_id = ?
       UNION ALL SELECT 'run', id, state, campaign, agent FROM chain_run WHERE connection_id = ? AND call_id = ? AND root IS NULL`,
    )
    .raw();
  const name = {
    message: db.prepare<[string | null, string | null, number]>(
      'UPDATE webhook_message SET campaign = ?, agent = ? WHERE id = ?',
    ),
    run: db.prepare<[string | null, string | null, number]>(
      'UPDATE chain_run SET campaign = ?, agent = ? WHERE id = ?',
    ),
  };

  return (call) => {
    const standing: Standing = { webhooks: 'none', chains: 'none' };
    const agent = agentOf(call);
    const { connection_id, call_id, campaign } = call;
    for (const [of, id, state, ...names] of followers.all(connection_id, call_id, connection_id, call_id)) {
      if (names[0] !== campaign || names[1] !== agent) name[of].run(campaign, agent, id);
      const part = of === 'message' ? 'webhooks' : 'chains';
      standing[part] = worse(standing[part], state);
    }
    return standing;
  };
}

/** Answers which of a connection's calls are in the table, or are named by messages or runs there, in one question for all. */
export function callsNamed(db: Writable) {
  const find = db
    .prepare<{ connection: string; ids: string }, number>(
      `SELECT asked.key FROM json_each(@ids) asked
       WHERE EXISTS (SELECT 1 FROM call WHERE connection_id = @connection AND call_id = asked.value)
         OR EXISTS (SELECT 1 FROM webhook_message WHERE connection_id = @connection AND call_id = asked.value)
         OR EXISTS (SELECT 1 FROM chain_run WHERE connection_id = @connection AND call_id = asked.value)`,
    )
    .pluck();
  return <T extends { callId: string }>(connectionId: string, calls: readonly T[]): Set<T> => {
    // JSON would keep half a pair, which no column does.
    const ids = JSON.stringify(calls.map(({ callId }) => callId.toWellFormed()));
    const keys = new Set(calls.length > 0 ? find.all({ connection: connectionId, ids }) : []);
    return new Set(calls.filter((_, key) => keys.has(key)));
  };
}

const order: readonly DeliveryState[] = ['failed', 'pending', 'recovered', 'succeeded', 'none'];

export const worse = (one: DeliveryState, other: DeliveryState): DeliveryState =>
  order.indexOf(one) <= order.indexOf(other) ? one : other;
