import { describe, expect, it } from 'vitest';
import { keyOf, pathOf } from '../../../renderer/features/endpoints/address.ts';
import { healthOf, percent, secretWords, signatureWords } from '../../../renderer/features/endpoints/words.ts';
import { allOf, standing, waiting } from '../../../renderer/features/incidents/words.ts';
import { dayTicks } from '../../../renderer/ui/chart.ts';
import { clock } from '../../../renderer/ui/format.ts';
import type { EndpointHealth, EndpointSettings } from '../../../shared/domain/endpoint.ts';
import type { Incident } from '../../../shared/domain/incident.ts';

const incident: Incident = {
  id: 7,
  kind: 'webhooks',
  connectionId: 'c',
  scope: 'ep',
  scopeName: 'CRM',
  host: 'crm.example:443',
  node: null,
  status: 503,
  errorKind: null,
  text: '',
  title: '503 from CRM',
  state: 'open',
  firstAt: 0,
  lastAt: 0,
  since: 0,
  reopened: 0,
  total: 12,
  open: 10,
  pending: 3,
  trend: [],
};

describe('an incident in words', () => {
  it('says how many are left of how many, and what the platform still does by itself', () => {
    expect(standing(incident)).toBe(
      '10 of 12 messages failed for this reason and have not recovered. The platform will try 3 of them again by itself.',
    );
  });

  it('speaks of one in the singular, and of runs of a chain as runs', () => {
    expect(standing({ ...incident, kind: 'chains', open: 1, total: 1, pending: 0 })).toBe(
      '1 run failed for this reason and has not recovered.',
    );
  });

  it('says by what it closed, and how often it came back', () => {
    expect(standing({ ...incident, state: 'closed', open: 0, pending: 0, reopened: 2 })).toBe(
      'All 12 messages that failed for this reason have recovered or were delivered. It came back 2 times.',
    );
    expect(standing({ ...incident, reopened: 1 })).toMatch(/It came back once\.$/);
  });

  it('offers to put right what the platform will not try again, and only of this incident', () => {
    expect(waiting(incident)).toBe(7);
    expect(allOf(incident)).toEqual({
      selection: { kind: 'resend', select: { filter: { show: 'failed', incident: 7 } } },
      items: { count: 7, exact: true },
      incident: incident.title,
    });
    expect(allOf({ ...incident, kind: 'chains', pending: 0 }).selection.kind).toBe('replay');
  });
});

const settings: EndpointSettings = {
  scheme: null,
  timeoutMs: null,
  perS: null,
  atOnce: null,
  allow: [],
  enabled: true,
};
const health: EndpointHealth = {
  attempts: 100,
  succeeded: 100,
  p50Ms: 80,
  p95Ms: 200,
  lastSuccessAt: 5,
  lastFailureAt: null,
  failuresInARow: 0,
  breaker: 'closed',
};

describe('the health of an endpoint', () => {
  const of = (change: Partial<EndpointHealth>) =>
    healthOf({ health: { ...health, ...change }, settings, announced: null }).word;

  it('is healthy when nearly all of a day went well', () => {
    expect([of({}), of({ succeeded: 90 })]).toEqual(['healthy', 'healthy']);
  });

  it('is not well because the newest attempt happened to succeed', () => {
    expect([of({ succeeded: 13 }), of({ succeeded: 60 })]).toEqual(['mostly failing', 'unsteady']);
  });

  it('does not judge by a share of very few', () => {
    expect(of({ attempts: 2, succeeded: 0, failuresInARow: 2 })).toBe('last one failed');
  });

  it('is failing after some in a row, and more so once bulk operations wait for it', () => {
    expect([of({ failuresInARow: 3 }), of({ failuresInARow: 9, breaker: 'held' })]).toEqual([
      'failing',
      'keeps failing',
    ]);
  });

  it('is nothing yet where nothing was sent', () => {
    expect(of({ attempts: 0, succeeded: 0, lastSuccessAt: null })).toBe('nothing sent yet');
  });

  it('says first who switched it off', () => {
    const announced = { scheme: null, enabled: false, problem: null };
    expect(healthOf({ health, settings: { ...settings, enabled: false }, announced }).word).toBe('switched off here');
    expect(healthOf({ health, settings, announced }).word).toBe('switched off by the platform');
  });
});

describe('a share', () => {
  it('never claims all or nothing where it is not so', () => {
    expect([percent(999, 1000), percent(1000, 1000), percent(1, 1000), percent(0, 1000), percent(0, 0)]).toEqual([
      '> 99 %',
      '100 %',
      '< 1 %',
      '0 %',
      '–',
    ]);
  });
});

describe('the signature of an endpoint', () => {
  const hmac = { kind: 'hmac', header: 'X-Sig', hash: 'sha256', encoding: 'hex', prefix: '' } as const;
  const announced = { scheme: { kind: 'altur' }, enabled: true, problem: null } as const;

  it('says whose word it is', () => {
    expect(signatureWords({ scheme: { kind: 'altur' }, settings, announced })).toBe('Signed: Altur, as announced');
    expect(signatureWords({ scheme: hmac, settings: { ...settings, scheme: hmac }, announced })).toBe(
      'Signed: HMAC SHA-256, hex, in X-Sig, set here (announced: Altur)',
    );
    expect(signatureWords({ scheme: { kind: 'none' }, settings, announced: null })).toBe('No signature');
  });

  it('says that a secret is missing only where one is needed', () => {
    expect(secretWords({ scheme: hmac, secrets: 0 })).toBe('secret missing: goes out unsigned');
    expect(secretWords({ scheme: hmac, secrets: 2 })).toBe('two secrets held, rotating');
    expect(secretWords({ scheme: { kind: 'none' }, secrets: 0 })).toBe('no secret needed');
  });
});

describe('an endpoint in an address', () => {
  it('keeps both ids apart, whatever they contain', () => {
    const key = { connectionId: 'a/b', endpointId: 'x","y' };
    expect(keyOf(pathOf(key))).toEqual(key);
  });

  it.each(['', '5', 'null', '["a"]', '["a",1]', '["a",""]', '{'])('is nothing when mangled to %j', (path) => {
    expect(keyOf(path)).toBeUndefined();
  });
});

describe('the days under a chart', () => {
  const hour = 3_600_000;
  const from = Date.UTC(2026, 10, 14, 9);
  const hours = Array.from({ length: 7 * 24 }, (_, index) => ({ at: from + index * hour }));

  it('begin at midnight, in the zone times are shown in', () => {
    const { ticks, tickFormatter } = dayTicks(hours, 'utc');
    expect(ticks.map((at) => clock(at, 'utc'))).toEqual(Array(7).fill('00:00:00'));
    expect(ticks.map(tickFormatter)[0]).toBe('Sun 15');
  });

  it('are none without hours', () => {
    expect(dayTicks([], 'utc').ticks).toEqual([]);
  });
});
