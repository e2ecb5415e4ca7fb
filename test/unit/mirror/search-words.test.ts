/** The words of an event: of bodies, vars and errors, whatever form they come in, and never more than a bounded amount. */
import { expect, test } from 'vitest';
import { wordsOf } from '../../../electron/core/mirror/search/words.ts';
import type { CloudEvent } from '../../../shared/stream/protocol.ts';

const event = (type: string, data: unknown): CloudEvent => ({ specversion: '1.0', id: 'e', source: 's', type, data });
const attempt = (request: unknown, response: unknown = null) =>
  wordsOf(event('webhook.attempted', { request, response }));

test('an attempt is searched by what was sent and what came back', () => {
  expect(
    attempt({ body: '{"name":"Ada"}', headers: [['authorization', 'secret']], url: 'https://x' }, { body: 'down' }),
  ).toEqual({
    request: '{"name":"Ada"}',
    response: 'down',
    run: '',
  });
});

test('escapes of JSON neither hide words nor grow onto them; other text is left as it is', () => {
  const request = (body: string) => attempt({ body })?.request;
  expect(request('{"a":"one\\ntwo\\u00e9\\"three\\\\four"}')).toBe('{"a":"one\ntwoe"three\\four"}');
  expect(request('C:\\new')).toBe('C:\\new');
});

test('a body that is no text has no words', () => {
  expect(attempt({ body: 'QURB', bodyEncoding: 'base64' }, { body: 'plain', bodyEncoding: 'utf8' })).toMatchObject({
    request: '',
    response: 'plain',
  });
});

test('a run is searched by its vars, its event, and what its steps sent, got and failed with', () => {
  const words = wordsOf(
    event('chain.ran', {
      vars: { summary: 'Wants a\nrefund' },
      event: { from: '+1415' },
      steps: [
        {
          nodeId: 'hidden',
          request: { body: 'asked' },
          response: { body: 'answered' },
          error: { kind: 'http', message: 'broke' },
        },
        { nodeId: 'none', request: null },
        7,
      ],
    }),
  );
  expect(words?.run.split(/\W+/).filter(Boolean)).toEqual([
    'summary',
    'Wants',
    'a',
    'refund',
    'from',
    '1415',
    'broke',
    'asked',
    'answered',
  ]);
});

test('at most 256 KiB of an event are searched, with room for both bodies', () => {
  const long = 'word '.repeat(100_000);
  const words = attempt({ body: long }, { body: long });
  expect([words?.request.length, words?.response.length]).toEqual([131_072, 131_072]);
  expect(attempt({ body: 'short' }, { body: long })?.response.length).toBe(262_139);
});

test.each([undefined, null, 7, 'text', [], { request: 7 }, { steps: 'none' }])('%o as data breaks nothing', (data) => {
  for (const type of ['webhook.attempted', 'chain.ran']) expect(() => wordsOf(event(type, data))).not.toThrow();
});

test('vars nested deeper than anything that is searched leave the rest its words', () => {
  const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  const words = wordsOf(
    event('chain.ran', { vars: deep, event: { a: deep }, steps: [{ request: { body: 'asked' } }] }),
  );
  expect(words?.run).toBe('asked\n');
});

test('what is neither an attempt nor a run has no words of its own; those of a call are read from the call', () => {
  expect(wordsOf(event('flow.published', { name: 'After' }))).toBeNull();
  expect(wordsOf(event('call.ended', { summary: 'told' }))).toBeNull();
});
