import { expect, test } from 'vitest';
import { signatureHeaders } from '../../../electron/core/delivery/sign.ts';
import { demoSecrets, rotatedSecret } from '../../../electron/platform/delivery/webhook-request.ts';
import type { Mode } from '../../../electron/platform/receivers/modes.ts';
import type { HeaderList } from '../../../shared/domain/webhook.ts';
import { platformForTest } from './platform.ts';

const send = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body: '{}', headers, redirect: 'manual', signal: AbortSignal.timeout(600) });

test.each<[Mode, number, RegExp]>([
  ['ok', 200, /"received":true/],
  ['401', 401, /secret was rotated/],
  ['422', 422, /validation_failed/],
  ['500', 500, /internal_error/],
  ['503', 503, /maintenance/],
  ['429', 429, /rate_limited/],
  ['301', 301, /Moved/],
  ['410', 410, /deleted/],
  ['html', 502, /<html>/],
  ['non-json', 200, /^ok$/],
])('a receiver in mode %s answers %i', async (mode, status, body) => {
  const platform = await platformForTest();
  platform.setMode('salesforce', mode);
  const response = await send(`${platform.url}/receivers/salesforce`);
  expect(response.status).toBe(status);
  expect(await response.text()).toMatch(body);
  if (mode === '429') expect(response.headers.get('retry-after')).toBe('3');
  if (mode === '301') expect(response.headers.get('location')).toMatch(/^https:/);
});

test('a receiver in mode timeout never answers, in mode reset it breaks the connection', async () => {
  const platform = await platformForTest();
  platform.setMode('salesforce', 'timeout');
  await expect(send(`${platform.url}/receivers/salesforce`)).rejects.toThrow(/timeout/);
  platform.setMode('salesforce', 'reset');
  await expect(send(`${platform.url}/receivers/salesforce`)).rejects.toThrow(/fetch failed/);
});

test('a receiver in mode huge answers with more than anybody wants', async () => {
  const platform = await platformForTest();
  const response = await send(`${platform.url}/receivers/data-lake`);
  expect((await response.text()).length).toBeGreaterThan(512 << 10);
});

test('whoever bears the token changes the mode, nobody else', async () => {
  const platform = await platformForTest();
  const change = (body: string, token: string) =>
    fetch(`${platform.url}/receivers/hubspot/mode`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${token}` },
    });
  expect((await change('{"mode":"500"}', 'wrong')).status).toBe(401);
  expect((await change('{"mode":"dance"}', 't')).status).toBe(400);
  expect((await change('nonsense', 't')).status).toBe(400);
  expect((await send(`${platform.url}/receivers/hubspot`)).status).toBe(200);
  expect((await change('{"mode":"500"}', 't')).status).toBe(200);
  expect((await send(`${platform.url}/receivers/hubspot`)).status).toBe(500);
  expect(platform.receivers().find(({ name }) => name === 'hubspot')).toEqual({
    name: 'hubspot',
    mode: '500',
    requests: 2,
  });
  expect(() => platform.setMode('nobody', 'ok')).toThrow(/there is no receiver/);
});

test('an address that is no receiver answers 404', async () => {
  const platform = await platformForTest();
  expect((await send(`${platform.url}/receivers/nobody`)).status).toBe(404);
});

test('a strict receiver takes only what is signed with its secret', async () => {
  const platform = await platformForTest({ seed: 5 });
  const body = '{"a":1}';
  const post = (receiver: string, headers: HeaderList) =>
    fetch(`${platform.url}/receivers/${receiver}`, { method: 'POST', body, headers: Object.fromEntries(headers) });
  const signed = (secret: string) =>
    signatureHeaders(
      { kind: 'standard-webhooks' },
      { id: 'm', timestampS: 1, body: Buffer.from(body), secrets: [secret] },
    );
  const former = demoSecrets(5).ep_loyalty ?? '';
  expect((await post('loyalty', [])).status).toBe(401);
  const refused = await post('loyalty', signed(former));
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({
    error: 'invalid_signature',
    hint: expect.stringContaining(rotatedSecret(5)),
  });
  expect((await post('loyalty', signed(rotatedSecret(5)))).status).toBe(200);
  platform.setMode('salesforce', 'strict');
  expect((await post('salesforce', [])).status).toBe(401);
  expect((await post('salesforce', signed(demoSecrets(5).ep_salesforce ?? ''))).status).toBe(200);
});
