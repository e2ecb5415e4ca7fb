import { describe, expect, it } from 'vitest';
import { matchWords } from '../../../renderer/features/calls/match.ts';
import { placeNumber } from '../../../renderer/features/calls/place.ts';
import { pieces } from '../../../renderer/features/calls/search.ts';
import { distinctWords, endingWords, spaced } from '../../../renderer/features/calls/words.ts';
import { phaseWords, worstOf } from '../../../renderer/features/connections/words.ts';
import { resultWords, tally, willHappen } from '../../../renderer/features/operations/words.ts';
import { timingParts } from '../../../renderer/features/webhooks/timing.ts';
import { lastCause, lastOutcome } from '../../../renderer/features/webhooks/words.ts';
import type { ConnectionPhase, ConnectionStatus } from '../../../shared/domain/connection.ts';
import type { Plan, PlanItem } from '../../../shared/domain/operation.ts';

describe('connections', () => {
  const now = 1_000_000;

  it('says how far catching up is', () => {
    const words = phaseWords({ state: { phase: 'catching up', done: 250, total: 1000 }, rate: 0 }, now);
    expect([words.word, words.detail, words.progress]).toEqual(['Catching up', '25 %, 750 events to go', 0.25]);
  });

  it('does not divide by a total that is not known', () => {
    expect(phaseWords({ state: { phase: 'catching up', done: 0, total: 0 }, rate: 0 }, now).progress).toBeNull();
  });

  it('says why it waits and when it tries again', () => {
    const state: ConnectionPhase = { phase: 'waiting', attempt: 3, retryAt: now + 8500, why: 'Refused.' };
    expect(phaseWords({ state, rate: 0 }, now).detail).toBe('Refused. Trying again in 9 s.');
  });

  it('gives the rate its unit', () => {
    const detail = (rate: number) => phaseWords({ state: { phase: 'live', since: 0 }, rate }, now).detail;
    expect([detail(12.2), detail(2.25), detail(1), detail(1500)]).toEqual([
      '12 events/s',
      '2.3 events/s',
      '1 event/s',
      '1,500 events/s',
    ]);
  });

  it('shows the connection that most needs someone', () => {
    const connection = (id: string, state: ConnectionPhase): ConnectionStatus => ({
      id,
      name: id,
      kind: 'stream',
      url: 'ws://127.0.0.1:1',
      zone: 'UTC',
      enabled: true,
      allow: [],
      hasToken: false,
      state,
      epoch: null,
      position: null,
      head: null,
      capabilities: [],
      lastEventAt: null,
      rate: 0,
      gaps: 0,
      deadLetters: 0,
      log: [],
    });
    const all = [
      connection('a', { phase: 'disabled' }),
      connection('b', { phase: 'live', since: 0 }),
      connection('c', { phase: 'stopped', why: 'x', fix: 'y' }),
    ];
    expect(worstOf(all)?.id).toBe('c');
    expect(worstOf(all.slice(0, 2))?.id).toBe('b');
    expect(worstOf([])).toBeUndefined();
  });
});

describe('operations', () => {
  const plan: Plan = {
    operationId: 'op',
    kind: 'resend',
    mode: 'same',
    executor: 'platform',
    hash: 'h',
    createdAt: 0,
    items: [],
    eligible: 1,
    needAcknowledging: 0,
    platform: { available: true, why: null },
  };

  it('says who will send what where', () => {
    expect(willHappen(plan, undefined)).toContain('The platform will send the same bytes with the same id');
    expect(willHappen({ ...plan, mode: 'other url', executor: 'this machine' }, undefined)).toContain(
      'to another address',
    );
  });

  it('says that the first run of a call has no record to go by', () => {
    const words = willHappen({ ...plan, kind: 'replay', mode: 'from call', executor: 'this machine' }, undefined);
    expect(words).toContain('with an input built from the call');
    expect(words).not.toContain('recorded');
    expect(words).not.toContain('original run');
  });

  it('says that a resend is signed only when it is', () => {
    const item = (headers: [string, string][]): PlanItem => ({
      id: 'item',
      target: { kind: 'message', id: 1, messageId: 'msg' },
      callId: null,
      customerNumber: null,
      ineligible: null,
      risks: [],
      request: { method: 'POST', url: 'https://crm.example/hooks', headers, body: '{}', encoding: 'utf8' },
      dryRun: null,
      warnings: [],
    });
    expect(willHappen(plan, item([['X-Altur-Signature', '•••']]))).toContain('freshly signed');
    expect(willHappen(plan, item([['content-type', 'application/json']]))).not.toContain('signed');
  });

  it('says what a status means', () => {
    expect([resultWords('HTTP 410'), resultWords('HTTP 299'), resultWords('The chain succeeded')]).toEqual([
      'The receiver answered 410 Gone',
      'The receiver answered 299',
      'The chain succeeded',
    ]);
  });

  it('tells the outcome in words, without what did not happen', () => {
    expect(tally({ succeeded: 1200, failed: 2, unknown: 0 }).map((part) => part.word)).toEqual([
      '1,200 succeeded',
      '2 failed',
    ]);
  });
});

describe('timing', () => {
  const unanswered = { dnsMs: 3, connectMs: 7, tlsMs: null, firstByteMs: null, totalMs: 5000 };
  const ms = (timing: typeof unanswered | Parameters<typeof timingParts>[0]) =>
    timingParts(timing).map((part) => part.ms);

  it('splits what came before, between and after the first byte', () => {
    expect(ms({ dnsMs: 3, connectMs: 7, tlsMs: 10, firstByteMs: 120, totalMs: 150 })).toEqual([3, 7, 10, 100, 30]);
  });

  it('counts all the rest as waiting when no answer came', () => {
    expect(ms(unanswered)).toEqual([3, 7, null, 4990, null]);
  });

  it('does not claim to have waited for a receiver it never reached', () => {
    expect(ms({ ...unanswered, connectMs: null })).toEqual([3, null, null, null, null]);
  });
});

describe('webhook messages', () => {
  const reset = { kind: 'reset', message: 'The receiver closed the connection without an answer.' } as const;
  const late = { kind: 'timeout', message: 'No complete answer within 5.0 s.' } as const;

  it('says in a line what happened, and never the name of a fault', () => {
    const line = (lastStatus: number | null, lastError: typeof reset | typeof late | null) =>
      lastOutcome({ lastStatus, lastError });
    expect([line(502, null), line(null, reset), line(null, late), line(null, null)]).toEqual([
      '502 Bad Gateway',
      'Closed the connection, no answer',
      'No complete answer within 5.0 s',
      '–',
    ]);
  });

  it('says it in a word where there is no room', () => {
    expect([
      lastCause({ lastStatus: 502, lastError: null }),
      lastCause({ lastStatus: null, lastError: reset }),
      lastCause({ lastStatus: null, lastError: null }),
    ]).toEqual(['502', 'cut off', null]);
  });
});

describe('calls', () => {
  it('names the field that was searched for, where it is not to be seen', () => {
    const call = {
      customerNumber: '+49151234',
      customerName: 'Web Müller',
      agentName: 'Diana',
      callId: 'c-web-1',
      campaign: 'Webshop',
      disposition: null,
      reason: 'agent_hangup',
    };
    expect(matchWords(call, 'web', 'Web Müller')).toBe('');
    expect(matchWords({ ...call, customerName: null }, 'web', '+49151234 · Diana')).toBe('campaign Webshop');
    expect(matchWords(call, 'hangup', 'in progress')).toBe('reason agent hangup');
    expect(matchWords(call, 'refund', '+49151234')).toBe('found in the summary');
    expect(matchWords(call, '151-23', '+49151234')).toBe('');
  });

  it('spaces vendors’ words without re-wording them', () => {
    expect([spaced('customer-ended-call'), spaced('MAX_DURATION_REACHED'), spaced('done')]).toEqual([
      'customer ended call',
      'max duration reached',
      'done',
    ]);
  });

  it('finds words whatever their case, and takes signs literally', () => {
    expect(pieces('Half past. HALF (8:30)', 'half')).toEqual(['', 'Half', ' past. ', 'HALF', ' (8:30)']);
    expect(pieces('a.b axb', 'a.b')).toEqual(['', 'a.b', ' axb']);
    expect(pieces('(((', '(')).toHaveLength(7);
  });

  it('reads places from the address, and nothing else', () => {
    expect(placeNumber('attempt-12', 'attempt')).toBe(12);
    for (const at of ['attempt-12', 'run-x', '', undefined, `run-${'9'.repeat(40)}`])
      expect(placeNumber(at, 'run')).toBeUndefined();
  });
});

describe('words of several vendors', () => {
  it('are spaced, and stay as they are spelled where two would read the same', () => {
    const values = ['agent_hangup', 'agent-hangup', 'CLIENT_INITIATED'];
    expect(values.map(distinctWords(values, spaced))).toEqual(['agent_hangup', 'agent-hangup', 'client initiated']);
  });
});

describe('how a call ended', () => {
  it('says who hung up, else the vendor’s word, and no word that only says that it ended', () => {
    expect(endingWords({ endedBy: 'agent', reason: 'agent_hangup' })).toBe('agent hung up');
    expect(endingWords({ endedBy: null, reason: 'VOICEMAIL_REACHED' })).toBe('voicemail reached');
    expect(endingWords({ endedBy: null, reason: 'ended' })).toBe('');
    expect(endingWords({ endedBy: null, reason: null })).toBe('');
  });
});
