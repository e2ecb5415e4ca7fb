/** Incidents in words: what failed, and what can be done with all of it. */
import type { Incident } from '../../../shared/domain/incident.ts';
import { count, plural } from '../../ui/format.ts';
import type { BulkTarget } from '../operations/bulk.ts';

export const nouns = { webhooks: ['message', 'messages'], chains: ['run', 'runs'] } as const;

/** Those that a platform will not try again by itself: what an operation is for. */
export const waiting = ({ open, pending }: Pick<Incident, 'open' | 'pending'>): number => open - pending;

/** Everything of the incident that failed and has not recovered. */
export function allOf(incident: Pick<Incident, 'id' | 'kind' | 'open' | 'pending' | 'title'>): BulkTarget {
  const filter = { show: 'failed' as const, incident: incident.id };
  const items = { count: waiting(incident), exact: true };
  return incident.kind === 'webhooks'
    ? { selection: { kind: 'resend', select: { filter } }, items, incident: incident.title }
    : { selection: { kind: 'replay', select: { filter } }, items, incident: incident.title };
}

/** How it stands, in a sentence. */
export function standing({ kind, state, open, pending, total, reopened }: Incident): string {
  const many = (n: number) => plural(n, nouns[kind][0], nouns[kind][1]);
  const back = reopened > 0 ? ` It came back ${reopened === 1 ? 'once' : plural(reopened, 'time')}.` : '';
  if (state === 'closed')
    return `All ${many(total)} that failed for this reason have recovered or were delivered.${back}`;
  const tried = pending > 0 ? ` The platform will try ${count(pending)} of them again by itself.` : '';
  const those = open === total ? many(open) : `${count(open)} of ${many(total)}`;
  return `${those} failed for this reason and ${open === 1 ? 'has' : 'have'} not recovered.${tried}${back}`;
}
