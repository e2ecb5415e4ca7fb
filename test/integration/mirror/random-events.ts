/** A stream in disorder: merges, replays before their originals, late tries, duplicates, and things nobody can read. */
import { dialects } from '../../../shared/domain/call.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, failedStep, flowPublished, replayOf, step } from '../../fixtures/events/chain-ran.ts';
import { endpointUpdated } from '../../fixtures/events/endpoint-updated.ts';
import { envelope, minute } from '../../fixtures/events/envelope.ts';
import { answer, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import type { Chance } from '../../fixtures/random.ts';

const local = { source: 'aftercall://machine/test' };

/** `count` events and frames; frames that are no event are texts. Every one but the unreadable has an id of its own. */
export function randomEvents(chance: Chance, count: number): unknown[] {
  const { below, pick } = chance;
  const call = () => `call-${below(12)}`;
  const kinds: (() => unknown)[] = [
    () =>
      callEnded(
        pick(dialects),
        call(),
        {
          summary: pick([null, 'short', 'long']),
          tokenCost: pick([null, below(9)]),
          endedAt: pick([null, minute(below(600))]),
          ended_at: pick([null, minute(below(600))]),
          agentName: pick([null, 'Diana', 'Omar']),
          disconnectionReason: pick([null, 'customer_hangup', 'agent_hangup']),
          duration: pick([null, 0, 41, 161, 900]),
          callSuccessful: pick([null, true, false]),
        },
        pick([{}, {}, { flowid: 'after-call' }]),
      ),
    () =>
      webhookAttempted(
        `m-${below(60)}`,
        1 + below(6),
        {
          callId: pick([null, call(), call()]),
          trigger: pick(['auto', 'manual']),
          response: pick([null, answer(pick([200, 204, 301, 500, 503]), pick(['{}', '{"error":"down"}']))]),
          error: pick([null, null, { kind: 'timeout', message: 'No answer.' }]),
          startedAt: minute(below(300)),
          request: { method: 'POST', url: `https://${pick(['a', 'b'])}.example.com/hooks`, headers: [], body: '{}' },
          nextAttemptAt: pick([null, null, minute(300 + below(60))]),
          operation: pick([null, null, null, { ...replayOf('m'), mode: 'other url' }]),
        },
        pick([{}, {}, local]),
      ),
    () => {
      const status = pick(['failed', 'succeeded'] as const);
      return chainRan(`run-${below(15)}`, {
        callId: call(),
        status,
        trigger: pick(['onCallEnd', 'hangup']),
        steps: [step({ nodeId: 'first' }), status === 'failed' ? failedStep() : step()],
      });
    },
    () =>
      chainRan(
        `replay-${below(15)}`,
        {
          callId: call(),
          status: pick(['failed', 'succeeded']),
          startedAt: minute(below(300)),
          operation: replayOf(pick([`run-${below(15)}`, `run-${below(15)}`, `replay-${below(15)}`])),
        },
        local,
      ),
    () => {
      // Made by the operator of a call that no run was told of: an original of its own.
      const runId = `made-${below(5)}`;
      const operation = { ...replayOf(runId), mode: 'from call' };
      return chainRan(runId, { callId: call(), status: pick(['failed', 'succeeded']), operation }, local);
    },
    () => flowPublished({ version: below(3), name: pick(['A', 'B']) }, `https://${pick(['a', 'b'])}.example.com/`),
    () =>
      endpointUpdated({
        scheme: pick([null, 'altur']),
        enabled: pick([true, false]),
        subscription: pick([null, { eventTypes: ['call.ended'] }]),
      }),
    () => envelope('call.rang', {}),
    () => envelope('call.ended', { shape: 'unknown' }),
    () => callEnded('altur', pick([null, 7.5, {}])),
    () => webhookAttempted('m-bad', 0),
    () => `no json ${below(5)}`,
    () => ({ specversion: '0.3', n: below(5) }),
  ];
  const weights = [6, 8, 5, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1];
  const drawn = kinds.flatMap((kind, index) => Array.from({ length: weights[index] ?? 1 }, () => kind));
  const events = Array.from({ length: count }, () => pick(drawn)());
  const again = Array.from({ length: Math.floor(count / 10) }, () => pick(events));
  return chance.shuffled([...events, ...again]);
}
