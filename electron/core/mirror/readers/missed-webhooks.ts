/**
 * Calls that an endpoint is subscribed to and was never told of. What a subscription covers is decided here rather than in SQL, which
 * would read its lists anew for every call.
 */
import { covers, type Subscription } from '../../../../shared/domain/reconcile.ts';
import { endpointUpdated } from '../../../../shared/stream/events.ts';
import type { Readable } from '../open.ts';
import { type Amiss, endOfStretch, type Look, type Stretch, stretchSql } from './call-stretch.ts';

interface Endpoint {
  connection_id: string;
  endpoint_id: string;
  name: string;
  announced_at: number;
  subscription: Subscription;
}

interface Call {
  id: number;
  at: number;
  connection_id: string;
  call_id: string;
  customer_number: string | null;
  dialect: string;
  agentId: string | null;
  campaign: string | null;
}

/** No call from before the first endpoint was announced can be missed. */
interface Since {
  since: number;
}

const reported = ['call_newest', 'reported = 1 AND ended_at > @since'] as const;

export function missedWebhooks(db: Readable): Look {
  const subscribed = db.prepare<[], Omit<Endpoint, 'subscription'> & { subscription: string }>(
    `SELECT connection_id, endpoint_id, name, announced_at, subscription FROM endpoint
     WHERE enabled = 1 AND announced_at IS NOT NULL AND subscription IS NOT NULL`,
  );
  const calls = db.prepare<[Stretch & Since], Call>(
    stretchSql(
      'id, ended_at AS at, connection_id, call_id, customer_number, dialect, agent_id AS "agentId", campaign',
      ...reported,
    ),
  );
  const toldTo = db
    .prepare<[string, string], string>(
      'SELECT endpoint_id FROM webhook_message WHERE connection_id = ? AND call_id = ?',
    )
    .pluck();
  const end = endOfStretch<Since>(db, ...reported);

  const endpoints = (): Endpoint[] =>
    subscribed.all().map((row) => ({ ...row, subscription: subscriptionOf(row.subscription) }));

  return {
    *amiss(stretch) {
      const all = endpoints();
      if (all.length === 0) return;
      for (const call of calls.iterate({ ...stretch, since: firstOf(all) })) {
        const due = all.filter(
          ({ connection_id, announced_at, subscription }) =>
            connection_id === call.connection_id && announced_at < call.at && covers(subscription, call),
        );
        const told = new Set(due.length > 0 ? toldTo.all(call.connection_id, call.call_id) : []);
        for (const endpoint of due) if (!told.has(endpoint.endpoint_id)) yield missed(call, endpoint);
      }
    },
    end(stretch) {
      const all = endpoints();
      return all.length === 0 ? null : end({ ...stretch, since: firstOf(all) });
    },
  };
}

const firstOf = (endpoints: readonly Endpoint[]): number => Math.min(...endpoints.map((it) => it.announced_at));

const subscriptionOf = (text: string): Subscription =>
  endpointUpdated.shape.subscription.parse(JSON.parse(text)) ?? { eventTypes: [] };

const missed = ({ id, at, connection_id, call_id, customer_number }: Call, endpoint: Endpoint): Amiss => ({
  id,
  at,
  connection_id,
  call_id,
  customer_number,
  flow_id: null,
  flow_name: null,
  run: null,
  run_id: null,
  endpoint_id: endpoint.endpoint_id,
  endpoint_name: endpoint.name,
});
