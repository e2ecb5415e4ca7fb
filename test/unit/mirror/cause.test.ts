/** What makes two failures one. */
import { describe, expect, test } from 'vitest';
import { causeText, howItFailed, normalised } from '../../../electron/core/mirror/projections/cause.ts';
import { chance } from '../../fixtures/random.ts';
import { spending } from '../../fixtures/spent.ts';

const answered = (status: number, body: string, bodyEncoding: 'utf8' | 'base64' = 'utf8') =>
  howItFailed({ status, body, bodyEncoding }, null);

describe('the text of an answer', () => {
  test.each([
    ['{"error":"upstream unavailable"}', 'upstream unavailable'],
    ['{"error":{"code":"E1","message":"no such contact"}}', 'no such contact'],
    ['{"errors":[{"detail":"phone is missing"}]}', 'phone is missing'],
    ['[{"message":"first"},{"message":"second"}]', 'first'],
    ['{"title":"Bad gateway","status":502}', 'Bad gateway'],
    ['"just words"', 'just words'],
    ['{"id":7}', ''],
    ['{"error":"cut off in the mid', '{…:"cut off in the mid'],
    ['<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>', '… Bad Gateway'],
    ['<html><body><h1>Sorry</h1></body></html>', 'Sorry'],
    ['service is down\nat line 7', 'service is down'],
    ['', ''],
  ])('%s', (body, text) => {
    expect(answered(503, body)).toEqual({ status: 503, errorKind: null, text });
  });

  test('what is no text tells nothing', () => {
    expect(answered(500, '/wD/', 'base64').text).toBe('');
  });
});

test('without an answer, the kind and the words of the error tell', () => {
  expect(howItFailed(null, { kind: 'dns', message: 'The name crm-7.example could not be resolved.' })).toEqual({
    status: null,
    errorKind: 'dns',
    text: 'The name … could not be resolved.',
  });
  expect(howItFailed(null, null)).toEqual({ status: null, errorKind: 'other', text: '' });
});

test('a good answer that broke off failed by its error', () => {
  const response = { status: 200, body: '', bodyEncoding: 'utf8' as const };
  expect(howItFailed(response, { kind: 'body', message: 'cut' })).toMatchObject({ status: null, errorKind: 'body' });
});

describe('what differs from one failure to the next is left out', () => {
  test.each([
    ['call cll_01HZX7 was not found', 'call cll_88AB12 was not found'],
    ['contact 123e4567-e89b-12d3-a456-426614174000 gone', 'contact 00000000-0000-0000-0000-000000000001 gone'],
    ['no account for "Ana"', 'no account for “José Luis”'],
    ['mail ana@example.com bounced', 'mail x.y+z@mail.example.org bounced'],
    ['see https://a.example/x?id=1 for help', 'see http://b.example/ for help'],
    ['timed out after 5.0 s', 'timed out after 12.3 s'],
    ['at 2026-11-21T04:37:32.120Z', 'at 2025-01-01T00:00:00Z'],
    ['offset 0x7ffe12ab', 'offset 0x12'],
  ])('%s', (one, other) => {
    expect(normalised(one)).toBe(normalised(other));
    expect(normalised(one)).not.toMatch(/\d/);
  });

  test('what says something else stays apart', () => {
    expect(normalised('no such contact')).not.toBe(normalised('no such account'));
  });
});

test('any text gives one short line that stays as it is', () => {
  const { below, pick } = chance(11);
  const pieces = ['a', ' ', '\n', '9', '"', "'", '…', '😀', '\ud83d', '@', '://', '<', '{', '\u0000', 'é', '.', '-'];
  for (let round = 0; round < 3000; round += 1) {
    const text = Array.from({ length: below(400) }, () => pick(pieces)).join('');
    const line = normalised(text);
    expect(line.length).toBeLessThanOrEqual(160);
    expect([...line].every((sign) => sign >= ' ')).toBe(true);
    expect(line.isWellFormed()).toBe(true);
    expect(normalised(line)).toBe(line);
  }
});

test('a megabyte without an end is read quickly', () => {
  const spent = spending();
  for (const sign of ['a', '9', '"', "'", 'a@', 'x:', '…']) answered(500, sign.repeat(1 << 20));
  expect(spent()).toBeLessThan(2_000);
});

test('a cause is where, how and the words; an endpoint that moves is the same one', () => {
  const cause = {
    kind: 'webhooks' as const,
    scope: 'ep',
    host: 'crm.example:443',
    node: null,
    status: 503,
    errorKind: null,
    text: 'down',
  };
  const digest = causeText(cause);
  expect(causeText({ ...cause, host: 'moved.example:443' })).toBe(digest);
  for (const change of [{ scope: 'other' }, { status: 500 }, { text: 'up' }, { errorKind: 'dns' }])
    expect(causeText({ ...cause, ...change })).not.toBe(digest);
});
