/**
 * How calls stand by their messages and runs, and what these are called after: the campaign and the agent of their call. Either may
 * come first, so both are settled once per batch, for each call that was touched; and so is what is counted of it.
 */
import type { DeliveryState } from '../../../../shared/domain/call.ts';
import type { Writable } from '../open.ts';
import type { CallRecord } from './call-record.ts';
import type { CountedCall, FigureProjection } from './figures.ts';

/** What messages and runs take over from their call. */
export interface CallNames {
  campaign: string | null;
  /** Its name, else its id. */
  agent: string | null;
}

export interface CallStanding {
  /** As far as they are known by now; a later event may change them. */
  namesOf(connectionId: string, callId: string | null): CallNames;
  /** The call's messages or runs changed; how it stands is computed at the next flush. */
  touch(connectionId: string, callId: string): void;
  /** The call itself changed; `before`: its row until then, `null` where there was none. */
  changed(connectionId: string, callId: string, before: CallRecord | null): void;
  /** Computes how the touched calls stand, each once however often it was touched. Call it before the commit. */
  flush(): void;
  /** Forgets what was touched since the last flush; after a rollback. */
  discard(): void;
  /** Calling the answer, after a rollback of part of the batch, forgets what calls were; to have touched one too many does no harm. */
  mark(): () => void;
}

interface Call extends CountedCall {
  id: number;
}

interface Follower extends CallNames {
  id: number;
  state: DeliveryState;
}

export function callStanding(db: Writable, figures: FigureProjection): CallStanding {
  const find = db.prepare<[string, string], Call>(
    `SELECT id, ended_at, duration_ms, success, reason, webhooks, chains, campaign, coalesce(agent_name, agent_id) AS agent
     FROM call WHERE connection_id = ? AND call_id = ?`,
  );
  const set = db.prepare<[string, string, number]>('UPDATE call SET webhooks = ?, chains = ? WHERE id = ?');
  const messages = {
    of: db.prepare<[string, string], Follower>(
      'SELECT id, state, campaign, agent FROM webhook_message WHERE connection_id = ? AND call_id = ?',
    ),
    name: db.prepare<[string | null, string | null, number]>(
      'UPDATE webhook_message SET campaign = ?, agent = ? WHERE id = ?',
    ),
  };
  const runs = {
    of: db.prepare<[string, string], Follower>(
      'SELECT id, state, campaign, agent FROM chain_run WHERE connection_id = ? AND call_id = ? AND root IS NULL',
    ),
    name: db.prepare<[string | null, string | null, number]>(
      'UPDATE chain_run SET campaign = ?, agent = ? WHERE id = ?',
    ),
  };
  /** Calls as they are now, asked for with every message and run of theirs; connection → ids of its calls. */
  const known = new Map<string, Map<string, Call | undefined>>();
  /** Connection → ids of its calls, each with its row before this batch, where the row itself changed. */
  const touched = new Map<string, Map<string, CountedCall | null | undefined>>();

  function callOf(connectionId: string, callId: string): Call | undefined {
    const calls = known.get(connectionId) ?? new Map<string, Call | undefined>();
    known.set(connectionId, calls);
    if (!calls.has(callId)) calls.set(callId, find.get(connectionId, callId));
    return calls.get(callId);
  }

  function note(connectionId: string, callId: string, before: CountedCall | null | undefined): void {
    const calls = touched.get(connectionId) ?? new Map();
    touched.set(connectionId, calls);
    // The first change says what was there before all of them.
    if (calls.get(callId) === undefined) calls.set(callId, before);
  }

  function settle(connectionId: string, callId: string, before: CountedCall | null | undefined): void {
    const call = callOf(connectionId, callId);
    if (!call) return;
    const [webhooks, chains] = [messages, runs].map(({ of, name }) => {
      const followers = of.all(connectionId, callId);
      for (const { id, campaign, agent } of followers)
        if (campaign !== call.campaign || agent !== call.agent) name.run(call.campaign, call.agent, id);
      return worst(followers);
    });
    if (!webhooks || !chains) return;
    if (webhooks !== call.webhooks || chains !== call.chains) set.run(webhooks, chains, call.id);
    figures.callMoved(before === undefined ? call : before, { ...call, webhooks, chains });
  }

  return {
    namesOf(connectionId, callId) {
      const call = callId === null ? undefined : callOf(connectionId, callId);
      return { campaign: call?.campaign ?? null, agent: call?.agent ?? null };
    },
    touch: (connectionId, callId) => note(connectionId, callId, undefined),
    changed(connectionId, callId, before) {
      known.get(connectionId)?.delete(callId);
      note(connectionId, callId, before && { ...before, agent: before.agent_name ?? before.agent_id });
    },
    flush() {
      for (const [connectionId, calls] of touched)
        for (const [callId, before] of calls) settle(connectionId, callId, before);
      touched.clear();
      known.clear();
    },
    discard() {
      touched.clear();
      known.clear();
    },
    mark: () => () => known.clear(),
  };
}

const order: readonly DeliveryState[] = ['failed', 'pending', 'recovered', 'succeeded'];

function worst(followers: readonly Follower[]): DeliveryState {
  return order.find((state) => followers.some((follower) => follower.state === state)) ?? 'none';
}
